// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPropertiesTest {

  @ParameterizedTest
  @CsvSource({
    "toro.vmm.machin, -Dtoro.vmm.machine?",
    "toro.network.forwards, -Dtoro.forwards?",
    "toro.boot.timeOut.x, -Dtoro.boot.timeout",
    "toro.unit, -Dtoro.units"
  })
  @DisplayName("A misspelt property is an error that names the nearest one")
  void misspelt(String property, String meant) {
    assertThatThrownBy(() -> refuse(property))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("unknown property: -D" + property + "\nDid you mean ")
        .hasMessageContaining(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toro.units",
        "toro.forwards",
        "toro.fpc",
        "toro.boot.skip",
        "toro.vmm.machine",
        "toro.boot.startupTime.whole",
        "toro.boot.runs",
        "toro.disks.persistent",
        "toro.corpus",
        "toro.fuzz.runs",
        "skipTests"
      })
  @DisplayName("Known properties pass, and so do those of others")
  void passes(String property) {
    assertThatCode(() -> refuse(property)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("Nothing said is nothing wrong")
  void nothing() {
    assertThatCode(() -> UnknownProperties.refuse(new Properties(), plugin()))
        .doesNotThrowAnyException();
  }

  private static void refuse(String property) throws ConfigurationException {
    Properties commandLine = new Properties();
    commandLine.setProperty(property, "x");
    UnknownProperties.refuse(commandLine, plugin());
  }

  /** As plugin.xml has it: the expression of each parameter is its value. */
  private static PluginDescriptor plugin() {
    XmlPlexusConfiguration parameters = new XmlPlexusConfiguration("configuration");
    parameters.addChild("units", "${toro.units}");
    parameters.addChild("forwards", "${toro.forwards}");
    MojoDescriptor mojo = new MojoDescriptor();
    mojo.setGoal("boot");
    mojo.setMojoConfiguration(parameters);
    PluginDescriptor plugin = new PluginDescriptor();
    try {
      plugin.addMojo(mojo);
    } catch (org.apache.maven.plugin.descriptor.DuplicateMojoDescriptorException e) {
      throw new AssertionError(e);
    }
    return plugin;
  }
}
