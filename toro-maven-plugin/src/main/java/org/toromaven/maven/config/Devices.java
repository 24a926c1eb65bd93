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
 * @param kernelWords what the kernel must know about them (BOOT-ABI 9)
 */
record Devices(List<Disk> disks, List<Network> networks, List<String> kernelWords) {
  /** A machine without either. */
  static final Devices NONE = new Devices(List.of(), List.of(), List.of());

  Devices {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    kernelWords = List.copyOf(kernelWords);
  }

  void addTo(MachineConfigBuilder machine) {
    disks.forEach(machine::disk);
    networks.forEach(machine::network);
  }

  /** The kernel's words before the program's own. */
  String commandLine(String programWords) {
    return (String.join(" ", kernelWords) + " " + programWords).strip();
  }
}
