// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.cloudhypervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/** The options that describe a machine, in the terms of Cloud Hypervisor's command line. */
final class CloudHypervisorOptions {

  private final LaunchRequest request;
  private final List<String> words = new ArrayList<>();

  private CloudHypervisorOptions(LaunchRequest request) {
    this.request = request;
  }

  /**
   * The words after the program's name.
   *
   * @throws VmmException when the machine has something that Cloud Hypervisor has not
   */
  static List<String> of(LaunchRequest request) throws VmmException {
    return new CloudHypervisorOptions(request).build();
  }

  private List<String> build() throws VmmException {
    MachineConfig machine = request.machine();
    BootSource source = request.source();
    refuse(!machine.networks().isEmpty(), "a user-mode network (it knows TAP devices only)");
    refuse(source.kind() == BootSource.Kind.DISK, "a BIOS, to boot a disk image with");
    refuse(machine.firmware().isPresent(), "firmware beside an image");
    refuse(machine.debugPort().isPresent(), "a debugger's port in its releases");
    refuse(source.modules().size() > 1, "more than one module");
    add("--kernel", source.image().toString());
    if (!source.commandLine().isEmpty()) {
      add("--cmdline", source.commandLine());
    }
    for (Path module : source.modules()) {
      add("--initramfs", module.toString());
    }
    add("--cpus", "boot=" + machine.cpus());
    add("--memory", "size=" + machine.memoryMib() + "M");
    add("--serial", "tty");
    add("--console", "off");
    addDisks(machine.disks());
    return words;
  }

  /** One option with a value for each disk: the option itself must not come twice. */
  private void addDisks(List<Disk> disks) throws VmmException {
    if (!disks.isEmpty()) {
      words.add("--disk");
    }
    for (Disk disk : disks) {
      refuse(disk.bus() == Disk.Bus.IDE, "IDE disks");
      refuse(disk.bus() == Disk.Bus.RAM, "RAM disks");
      if (disk.file().toString().contains(",")) {
        throw new VmmException(
            "cloud-hypervisor takes no comma in a disk's path: " + disk.file() + "; rename it");
      }
      words.add("path=" + disk.file() + (disk.readOnly() ? ",readonly=on" : ""));
    }
  }

  private void add(String option, String value) {
    words.addAll(List.of(option, value));
  }

  private static void refuse(boolean wanted, String what) throws VmmException {
    if (wanted) {
      throw new VmmException("cloud-hypervisor does not have " + what + ": use VMM qemu for that");
    }
  }
}
