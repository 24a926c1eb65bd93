// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.toromaven.boot.Until;
import org.toromaven.maven.boot.Budget;
import org.toromaven.maven.boot.Limits;
import org.toromaven.maven.boot.Scenario;
import org.toromaven.vmm.MachineConfig;

class BootConfigTest {
  private final Properties commandLine = new Properties();
  private final BootConfig boot = new BootConfig();

  @Test
  void theDefaultsAreOneBootOfTheDefaultMachineThatEndsWell() throws ConfigurationException {
    Scenario scenario = scenario();
    assertThat(scenario.name()).isEqualTo("boot");
    assertThat(scenario.machine()).isEqualTo(MachineConfig.DEFAULT);
    assertThat(scenario.timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(scenario.runs()).isEqualTo(1);
    assertThat(scenario.expectations().exitCode()).isZero();
    assertThat(scenario.expectations().until()).isEqualTo(Until.EXIT);
    assertThat(scenario.budget()).isEqualTo(Budget.NONE);
  }

  @Test
  void everySettingHasAPropertyOfItsName() throws ConfigurationException {
    commandLine.setProperty("toro.boot.expect", "a{1,2}");
    commandLine.setProperty("toro.boot.exitCode", "3");
    commandLine.setProperty("toro.boot.runs", "15");
    commandLine.setProperty("toro.boot.startupTime", "150ms");
    commandLine.setProperty("toro.boot.startupTime.kernel", "5ms");
    commandLine.setProperty("toro.boot.startupStatistic", "p95");
    commandLine.setProperty("toro.boot.startupInstructions", "15000");
    commandLine.setProperty("toro.boot.startupInstructions.growth", "2.5 %");
    commandLine.setProperty("toro.boot.until", "ready");
    commandLine.setProperty("toro.vmm.memory", "64M");
    commandLine.setProperty("toro.vmm.commandLine", "one two");
    Scenario scenario = scenario();
    assertThat(scenario.expectations().expect()).hasToString("[a{1,2}]");
    assertThat(scenario.expectations().exitCode()).isEqualTo(3);
    assertThat(scenario.expectations().until()).isEqualTo(Until.READY);
    assertThat(scenario.budget().statistic()).isEqualTo(Budget.Statistic.P95);
    assertThat(scenario.budget().time().limits())
        .containsExactly(new Limits.Limit("whole", 150), new Limits.Limit("kernel", 5));
    assertThat(scenario.budget().instructions())
        .isEqualTo(new Limits(List.of(new Limits.Limit("whole", 15_000)), 2.5));
    assertThat(scenario.runs()).isEqualTo(15);
    assertThat(scenario.machine().memoryMib()).isEqualTo(64);
    assertThat(scenario.commandLine()).isEqualTo("one two");
  }

  @Test
  void aBrokenExpressionSaysWhatIsWrong() {
    boot.addExpect("(");
    assertThatThrownBy(this::scenario)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("<boot><expect> must be a regular expression (Unclosed group): (");
  }

  @Test
  void twoScenariosOfOneNameAreRefused() {
    BootsConfig boots = new BootsConfig(null, null, List.of(boot, new BootConfig()));
    assertThatThrownBy(
            () ->
                boots.scenarios(
                    settings(),
                    Path.of("/p"),
                    Path.of("/p/target/toro"),
                    new DevicesConfig(null, null, null)))
        .hasMessageStartingWith("<boots><boot><name> must be different for each boot: boot");
  }

  @Test
  void oneScenarioCanBeChosenByName() throws ConfigurationException {
    BootsConfig boots = new BootsConfig(null, null, List.of(boot));
    assertThat(boots.only("boot").boot()).isSameAs(boot);
    assertThat(boots.only("")).isEqualTo(boots);
    assertThatThrownBy(() -> boots.only("bot"))
        .hasMessage("no <boot> is called bot\nDid you mean boot?\nThere are: boot");
  }

  @Test
  void theWholeHasAPropertyOfItsOwnNameToo() throws ConfigurationException {
    commandLine.setProperty("toro.boot.startupTime.whole", "150ms");
    assertThat(scenario().budget().time().limits()).containsExactly(new Limits.Limit("whole", 150));
  }

  @Test
  void growthIsAShare() {
    commandLine.setProperty("toro.boot.startupTime.growth", "much");
    assertThatThrownBy(this::scenario)
        .hasMessageStartingWith("<boot><startupTime><growth> must be a share such as 10%: much");
  }

  @Test
  void aBootWhoseTimeCountsRunsAlone() throws ConfigurationException {
    assertThat(scenario().alone()).isFalse();
    commandLine.setProperty("toro.boot.startupTime", "150ms");
    assertThat(scenario().alone()).isTrue();
  }

  @Test
  void aScenarioTakesDisksByName() {
    DevicesConfig none = new DevicesConfig(null, null, null);
    DiskUse use = new DiskUse(Optional.of(List.of("logs")), "-a");
    assertThatThrownBy(() -> none.devices(settings(), Path.of("/p"), Path.of("/p/t"), use))
        .hasMessageStartingWith("<boot><disks> must be names of <disks><disk> (): logs");
  }

  private Scenario scenario() throws ConfigurationException {
    return boot.scenario(settings(), Path.of("/p"), new VmmConfig(), Devices.NONE);
  }

  private Settings settings() {
    return new Settings(commandLine, new Properties());
  }
}
