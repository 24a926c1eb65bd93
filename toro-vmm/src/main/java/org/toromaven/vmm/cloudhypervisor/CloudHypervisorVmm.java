// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.cloudhypervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.toromaven.vmm.AccelerationChoice;
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
          "install a release of the Cloud Hypervisor project, one program without dependencies"
              + " (cloud-hypervisor/cloud-hypervisor on GitHub)");

  private static final Pattern VERSION = Pattern.compile("(?s)cloud-hypervisor v?\\d+.*");

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
    if (!found.available()) {
      return found;
    }
    Path program = found.executable().orElseThrow();
    String said = ToolRun.output(List.of(program.toString(), "--version")).strip();
    return VERSION.matcher(said).matches()
        ? VmmAvailability.found(program, said, found.reason())
        : VmmAvailability.missing(
            program
                + " does not say that it is cloud-hypervisor: "
                + said.lines().findFirst().orElse("nothing"));
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException {
    MachineConfig machine = request.machine();
    VmmAvailability program = PROGRAM.in(host, machine.executable());
    Path executable = program.executable().orElseThrow(() -> new VmmException(program.reason()));
    AccelerationChoice choice = KvmDevice.required(name(), host, machine);
    List<String> words = new ArrayList<>(List.of(executable.toString()));
    words.addAll(CloudHypervisorOptions.of(request));
    words.addAll(machine.arguments());
    return Launch.of(new VmmCommand(words), choice, Launch.Marks.CONSOLE);
  }
}
