// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.maven.build.ImagePlan;

class ImageConfigTest {

  private static ImagePlan plan(Properties commandLine, String... kernelWords) throws Exception {
    Settings settings = new Settings(commandLine, new Properties());
    return new ImageConfig().plan(settings, Path.of("target"), List.of(kernelWords));
  }

  @Test
  @DisplayName("A disk says that nobody types, after the words about its devices")
  void defaultWords() throws Exception {
    assertThat(plan(new Properties()).commandLine()).isEqualTo("toro.input=none");
    assertThat(plan(new Properties(), "toro.net=dhcp", "toro.mount=/").commandLine())
        .isEqualTo("toro.net=dhcp toro.mount=/ toro.input=none");
  }

  @Test
  @DisplayName("The words of the POM or of the command line take the place of the default")
  void ownWords() throws Exception {
    Properties commandLine = new Properties();
    commandLine.setProperty("toro.image.commandLine", "A=b -- c");

    assertThat(plan(commandLine, "toro.net=off").commandLine()).isEqualTo("toro.net=off A=b -- c");
  }
}
