// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.List;
import org.toromaven.maven.boot.WorkingDisk;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;

/**
 * The disks and networks of a scenario's machine.
 *
 * @param disks images that exist by the time the machine starts
 * @param working what makes them
 * @param networks interfaces
 * @param kernelWords what the kernel must know about them (BOOT-ABI 9)
 */
record Devices(
    List<Disk> disks, List<WorkingDisk> working, List<Network> networks, List<String> kernelWords) {
  /** A machine without any. */
  static final Devices NONE = new Devices(List.of(), List.of(), List.of(), List.of());

  Devices {
    disks = List.copyOf(disks);
    working = List.copyOf(working);
    networks = List.copyOf(networks);
    kernelWords = List.copyOf(kernelWords);
  }

  /** Whether two machines with these devices would get in each other's way. */
  boolean exclusive() {
    return working.stream().anyMatch(WorkingDisk::persistent)
        || networks.stream().anyMatch(network -> network.capture().isPresent())
        || networks.stream()
            .flatMap(network -> network.forwards().stream())
            .anyMatch(forward -> forward.hostPort() != 0);
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
