// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootSummaryTest {
  @TempDir Path folder;

  @Test
  void readsWhatItWrote() throws IOException {
    BootSummary summary =
        SamplesOfBoots.summary(
            SamplesOfBoots.passed("console.log"),
            SamplesOfBoots.failed("console.log"),
            SamplesOfBoots.error());
    Path file = folder.resolve("toro/boot-summary.json");
    summary.write(file);
    assertThat(BootSummary.read(file)).contains(summary);
    assertThat(folder.resolve("toro")).isDirectoryContaining(path -> path.equals(file));
  }

  @Test
  void theMedianIsOneOfTheSamples() {
    BootRecord boot = SamplesOfBoots.passed("console.log");
    assertThat(boot.ready().orElseThrow().median()).isEqualTo(29);
    assertThat(boot.ready().orElseThrow().p95()).isEqualTo(30.5);
    assertThat(boot.medianRun().orElseThrow().readyMs()).isEqualTo(29);
  }

  @Test
  void anUnreadableFileIsNoSummary() throws IOException {
    Path file = Files.writeString(folder.resolve("boot-summary.json"), "{\"boots\": [");
    assertThat(BootSummary.read(file)).isEmpty();
  }

  @Test
  void anotherSchemaIsNoSummary() throws IOException {
    Path file = Files.writeString(folder.resolve("boot-summary.json"), "{\"schemaVersion\": 99}");
    assertThat(BootSummary.read(file)).isEmpty();
  }
}
