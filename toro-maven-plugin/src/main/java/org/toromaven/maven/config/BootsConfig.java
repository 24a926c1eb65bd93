// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.toromaven.maven.boot.Scenario;
import org.toromaven.maven.report.Advice;

/**
 * All elements that say how the image is booted, as a goal got them from Maven; null where the POM
 * is silent.
 *
 * @param vmm {@code <vmm>}
 * @param boot {@code <boot>}, the only scenario unless there are others
 * @param boots {@code <boots>}, several scenarios
 */
public record BootsConfig(VmmConfig vmm, BootConfig boot, List<BootConfig> boots) {

  /**
   * The checked scenarios, at least one.
   *
   * @param settings where nested values come from
   * @param base the project's folder
   * @param work {@code target/toro}
   * @param devices the disks and networks of every machine
   * @throws ConfigurationException when a value makes no sense or two scenarios share a name
   */
  public List<Scenario> scenarios(Settings settings, Path base, Path work, DevicesConfig devices)
      throws ConfigurationException {
    VmmConfig common = vmm == null ? new VmmConfig() : vmm;
    List<BootConfig> configs = configs();
    List<Scenario> scenarios = new ArrayList<>();
    for (BootConfig config : configs) {
      Devices attached =
          devices.devices(settings, base, work, config.diskUse(settings, configs.size() > 1));
      scenarios.add(config.scenario(settings, base, common, attached));
    }
    refuseSameNames(scenarios);
    return scenarios;
  }

  /**
   * Only the scenario of that name.
   *
   * @param name empty or null: all of them
   * @throws ConfigurationException when there is none; names those that there are
   */
  public BootsConfig only(String name) throws ConfigurationException {
    if (name == null || name.isBlank()) {
      return this;
    }
    List<String> known = configs().stream().map(BootConfig::scenarioName).toList();
    for (BootConfig config : configs()) {
      if (config.scenarioName().equals(name.strip())) {
        return new BootsConfig(vmm, config, List.of());
      }
    }
    throw new ConfigurationException(Advice.noScenario(name.strip(), known));
  }

  private List<BootConfig> configs() {
    if (boots != null && !boots.isEmpty()) {
      return boots;
    }
    return List.of(boot == null ? new BootConfig() : boot);
  }

  private static void refuseSameNames(List<Scenario> scenarios) throws ConfigurationException {
    Set<String> names = new HashSet<>();
    for (Scenario scenario : scenarios) {
      if (!names.add(scenario.name())) {
        throw new ConfigurationException(
            Advice.badValue("boots.boot.name", scenario.name(), "different for each boot"));
      }
    }
  }
}
