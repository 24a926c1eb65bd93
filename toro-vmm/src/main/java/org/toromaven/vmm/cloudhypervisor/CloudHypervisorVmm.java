// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.cloudhypervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.KvmDevice;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.ProgramSearch;
import org.toromaven.vmm.ToolRun;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/** Cloud Hypervisor: starts elf64 images by PVH; the serial port is on its standard streams. */
public final class CloudHypervisorVmm implements Vmm {

  private static final ProgramSearch PROGRAM =
      new ProgramSearch(
          "cloud-hypervisor",
          "TORO_CLOUD_HYPERVISOR",
          "install a release of the Cloud Hypervisor project");

  private final HostEnvironment host;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public CloudHypervisorVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public CloudHypervisorVmm(HostEnvironment host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "cloud-hypervisor";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    VmmAvailability found = PROGRAM.in(host, machine.executable());
    return found
        .executable()
        .map(
            path ->
                VmmAvailability.found(
                    path,
                    ToolRun.output(List.of(path.toString(), "--version")).strip(),
                    found.reason()))
        .orElse(found);
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException {
    MachineConfig machine = request.machine();
    VmmAvailability program = PROGRAM.in(host, machine.executable());
    Path executable = program.executable().orElseThrow(() -> new VmmException(program.reason()));
    AccelerationChoice choice = KvmDevice.required(name(), host, machine);
    refuse(!machine.networks().isEmpty(), "a user-mode network (it knows TAP devices only)");
    refuse(request.source().kind() == BootSource.Kind.DISK, "a BIOS, to boot a disk image with");
    refuse(machine.debugPort().isPresent(), "a debugger's port in its releases");
    List<String> words = new ArrayList<>();
    words.addAll(List.of(executable.toString(), "--kernel", request.source().image().toString()));
    if (!request.source().commandLine().isEmpty()) {
      words.addAll(List.of("--cmdline", request.source().commandLine()));
    }
    words.addAll(List.of("--cpus", "boot=" + machine.cpus()));
    words.addAll(List.of("--memory", "size=" + machine.memoryMib() + "M"));
    words.addAll(List.of("--serial", "tty", "--console", "off"));
    for (Disk disk : machine.disks()) {
      refuse(disk.bus() == Disk.Bus.IDE, "IDE disks");
      words.addAll(
          List.of("--disk", "path=" + disk.file() + (disk.readOnly() ? ",readonly=on" : "")));
    }
    words.addAll(machine.arguments());
    return Launch.of(new VmmCommand(words), choice, Launch.Marks.CONSOLE);
  }

  private static void refuse(boolean wanted, String what) throws VmmException {
    if (wanted) {
      throw new VmmException("cloud-hypervisor does not have " + what + ": use VMM qemu for that");
    }
  }
}
