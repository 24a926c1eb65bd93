// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** What has to be made ready before a boot. */
  public List<WorkingDisk> workingDisks(Settings settings, Path work)
      throws ConfigurationException {
    List<WorkingDisk> working = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      working.add(disks.get(i).working(settings, work, i));
    }
    return working;
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

  /** What the machine gets. */
  Devices devices(Settings settings, Path base, Path work) throws ConfigurationException {
    List<Disk> attached = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      attached.add(disks.get(i).device(settings, work, i));
    }
    List<Network> networks = new ArrayList<>();
    if (hasNetwork(settings)) {
      networks.add(networkOrDefault().network(settings, base, portForwards(settings)));
    }
    return new Devices(attached, networks, kernelWords(settings));
  }

  /** What the kernel must know of the devices (BOOT-ABI 9). */
  List<String> kernelWords(Settings settings) throws ConfigurationException {
    List<String> words = new ArrayList<>();
    if (hasNetwork(settings)) {
      words.add(networkOrDefault().kernelWord(settings));
    }
    if (disks.stream().anyMatch(disk -> !disk.mount().isEmpty())) {
      words.add(
          "toro.mount=" + disks.stream().map(DiskConfig::mount).collect(Collectors.joining(",")));
    }
    return words.stream().filter(word -> !word.isEmpty()).toList();
  }

  private List<PortForward> portForwards(Settings settings) throws ConfigurationException {
    List<PortForward> ports = new ArrayList<>();
    for (String text : settings.list("forwards", forwards)) {
      ports.add(NetworkConfig.forward(text));
    }
    return ports;
  }

  private boolean hasNetwork(Settings settings) {
    return network != null || !settings.list("forwards", forwards).isEmpty();
  }

  private NetworkConfig networkOrDefault() {
    return network == null ? new NetworkConfig() : network;
  }
}
