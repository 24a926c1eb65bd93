// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.List;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;

/**
 * The disks and networks of a project, the same for each of its machines.
 *
 * @param disks images that exist by the time the machine starts
 * @param networks interfaces
 */
record Devices(List<Disk> disks, List<Network> networks) {
  /** A machine without either. */
  static final Devices NONE = new Devices(List.of(), List.of());

  Devices {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
  }

  void addTo(MachineConfigBuilder machine) {
    disks.forEach(machine::disk);
    networks.forEach(machine::network);
  }
}
