// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.toromaven.maven.boot.WorkingDisk;
import org.toromaven.maven.build.DiskPlan;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/**
 * All elements about disks and networks, as a goal got them from Maven; null where the POM is
 * silent.
 *
 * @param disks {@code <disks>}
 * @param network {@code <network>}
 * @param forwards {@code <forwards>}
 */
public record DevicesConfig(List<DiskConfig> disks, NetworkConfig network, List<String> forwards) {

  /** Nothing is null. */
  public DevicesConfig {
    disks = disks == null ? List.of() : List.copyOf(disks);
  }

  /** The images to be made. */
  List<DiskPlan> diskPlans(Settings settings, Path base, Path work) throws ConfigurationException {
    List<DiskPlan> plans = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      plans.add(disks.get(i).plan(settings, base, work, i));
    }
    return plans;
  }

  /** The kernel units that these devices need. */
  List<String> units(Settings settings) throws ConfigurationException {
    List<String> units = new ArrayList<>();
    for (DiskConfig disk : disks) {
      units.addAll(disk.units(settings));
    }
    if (hasNetwork(settings)) {
      units.addAll(networkOrDefault().units(settings));
    }
    return units.stream().distinct().toList();
  }

  /**
   * What a scenario's machine gets.
   *
   * @param use which of the disks, and what their working copies are called
   */
  Devices devices(Settings settings, Path base, Path work, DiskUse use)
      throws ConfigurationException {
    List<Disk> attached = new ArrayList<>();
    List<WorkingDisk> working = new ArrayList<>();
    List<DiskConfig> chosen = new ArrayList<>();
    use.refuseUnknown(diskNames());
    for (int i = 0; i < disks.size(); i++) {
      DiskConfig disk = disks.get(i);
      Optional<Disk> device = disk.device(settings, work, i, use.suffix());
      if (device.isPresent() && use.includes(disk.nameOr(i))) {
        working.add(disk.working(settings, work, i, use.suffix()));
        attached.add(device.get());
      }
      if (device.isEmpty() || use.includes(disk.nameOr(i))) {
        chosen.add(disk);
      }
    }
    List<Network> networks = new ArrayList<>();
    if (hasNetwork(settings)) {
      networks.add(networkOrDefault().network(settings, base, portForwards(settings)));
    }
    return new Devices(attached, working, networks, kernelWords(settings, chosen));
  }

  /** What the kernel must know of all devices (BOOT-ABI 9). */
  List<String> kernelWords(Settings settings) throws ConfigurationException {
    return kernelWords(settings, disks);
  }

  private List<String> diskNames() throws ConfigurationException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      names.add(disks.get(i).nameOr(i));
    }
    return names;
  }

  private List<String> kernelWords(Settings settings, List<DiskConfig> chosen)
      throws ConfigurationException {
    List<String> words = new ArrayList<>();
    if (hasNetwork(settings)) {
      words.add(networkOrDefault().kernelWord(settings));
      words.addAll(networkOrDefault().hostWords(settings));
      words.add(networkOrDefault().kernelWord6(settings));
    }
    if (chosen.stream().anyMatch(disk -> !disk.mount().isEmpty())) {
      words.add(
          "toro.mount="
              + asFound(settings, chosen).stream()
                  .map(DiskConfig::mount)
                  .collect(Collectors.joining(",")));
    }
    return words.stream().filter(word -> !word.isEmpty()).toList();
  }

  /** The disks as the kernel finds them: driver after driver, in the order of {@link #units}. */
  private List<DiskConfig> asFound(Settings settings, List<DiskConfig> chosen)
      throws ConfigurationException {
    List<String> units = units(settings);
    List<DiskConfig> found = new ArrayList<>();
    for (String unit : units) {
      for (DiskConfig disk : chosen) {
        List<String> drivers = disk.bus(settings).units();
        if (drivers.get(drivers.size() - 1).equals(unit)) {
          found.add(disk);
        }
      }
    }
    return found;
  }

  private List<PortForward> portForwards(Settings settings) throws ConfigurationException {
    List<PortForward> ports = new ArrayList<>();
    for (String text : settings.list("forwards", forwards)) {
      ports.add(NetworkConfig.forward(text));
    }
    return ports;
  }

  private boolean hasNetwork(Settings settings) {
    return network != null
        || settings.mentions("network")
        || !settings.list("forwards", forwards).isEmpty();
  }

  private NetworkConfig networkOrDefault() {
    return network == null ? new NetworkConfig() : network;
  }
}
