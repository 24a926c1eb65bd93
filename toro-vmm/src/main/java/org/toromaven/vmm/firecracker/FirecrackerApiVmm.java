// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.KvmDevice;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/** Firecracker told what to do through its API socket, as the talk did. */
public final class FirecrackerApiVmm implements Vmm {

  private final HostEnvironment host;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public FirecrackerApiVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public FirecrackerApiVmm(HostEnvironment host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "firecracker-api";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    return FirecrackerProgram.ask(host, machine);
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException, IOException {
    MachineConfig machine = request.machine();
    VmmAvailability program = FirecrackerProgram.find(host, machine);
    Path executable = program.executable().orElseThrow(() -> new VmmException(program.reason()));
    AccelerationChoice choice = KvmDevice.required(name(), host, machine);
    FirecrackerSetup setup = new FirecrackerSetup(request);
    Path socket = request.workDirectory().resolve("api");
    List<String> words = new ArrayList<>();
    words.addAll(List.of(executable.toString(), "--api-sock", socket.toString()));
    words.addAll(List.of("--log-path", "/dev/stderr", "--level", "Error"));
    words.addAll(machine.arguments());
    return new Launch(
        new VmmCommand(words),
        choice,
        Launch.Marks.CONSOLE,
        OptionalLong.empty(),
        Optional.empty(),
        process -> new FirecrackerApi(socket).start(setup.requests(), process));
  }
}
