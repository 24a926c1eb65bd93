// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.toromaven.vmm.Machine;

class SettingsTest {
  private final Properties commandLine = new Properties();
  private final Properties project = new Properties();
  private final Settings settings = new Settings(commandLine, project);

  @Test
  void theCommandLineWinsThenThePomThenThePropertyThenTheDefault() {
    assertThat(settings.text("vmm.name", null, "qemu")).isEqualTo("qemu");
    project.setProperty("toro.vmm.name", "property");
    assertThat(settings.text("vmm.name", null, "qemu")).isEqualTo("property");
    assertThat(settings.text("vmm.name", "pom", "qemu")).isEqualTo("pom");
    commandLine.setProperty("toro.vmm.name", "typed");
    assertThat(settings.text("vmm.name", "pom", "qemu")).isEqualTo("typed");
  }

  @Test
  void listsAreElementsOrCommas() {
    assertThat(settings.list("units", List.of(" A ", "B"))).containsExactly("A", "B");
    commandLine.setProperty("toro.units", "C, D,");
    assertThat(settings.list("units", List.of("A"))).containsExactly("C", "D");
  }

  @Test
  void numbersHaveBounds() throws ConfigurationException {
    assertThat(settings.number("vmm.cpus", "4", 1, 1, 64)).isEqualTo(4);
    assertThatThrownBy(() -> settings.number("vmm.cpus", "65", 1, 1, 64))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("<vmm><cpus> must be a number from 1 to 64: 65");
    assertThatThrownBy(() -> settings.number("vmm.cpus", "two", 1, 1, 64))
        .hasMessageStartingWith("<vmm><cpus> must be a number from 1 to 64: two");
  }

  @Test
  void aBadBooleanIsNotFalse() throws ConfigurationException {
    assertThat(settings.flag("image.map", "TRUE", false)).isTrue();
    assertThatThrownBy(() -> settings.flag("image.map", "yes", false))
        .hasMessageStartingWith("<image><map> must be true or false: yes");
  }

  @Test
  void choicesAreWordsInAnyCase() throws ConfigurationException {
    assertThat(settings.choice("vmm.machine", "PC", Machine.MICROVM)).isEqualTo(Machine.PC);
    assertThatThrownBy(() -> settings.choice("vmm.machine", "virt", Machine.MICROVM))
        .hasMessageStartingWith("<vmm><machine> must be one of microvm, pc, q35: virt");
  }

  @Test
  void timesAndSizesHaveUnits() throws ConfigurationException {
    assertThat(settings.milliseconds("boot.timeout", null, "60s")).isEqualTo(60_000);
    assertThat(settings.milliseconds("boot.startupTime", null, null)).isZero();
    assertThatThrownBy(() -> settings.milliseconds("boot.timeout", "soon", "60s"))
        .hasMessageStartingWith("<boot><timeout> must be a time such as 250ms, 2s or 1min: soon");
    assertThatThrownBy(() -> settings.bytes("image.maxSize", "-1", null))
        .hasMessageStartingWith(
            "<image><maxSize> must be a size such as 40000, 512k, 64M or 1G: -1");
  }
}
