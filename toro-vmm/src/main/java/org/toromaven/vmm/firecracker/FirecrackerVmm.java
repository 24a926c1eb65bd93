// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/**
 * Firecracker with a configuration file. It has no port 0xE9, so the marks are in-band, and writes
 * its log to standard error, so that standard output is the console alone.
 */
public final class FirecrackerVmm implements Vmm {

  private final HostEnvironment host;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public FirecrackerVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public FirecrackerVmm(HostEnvironment host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "firecracker";
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
    Path config = request.workDirectory().resolve("firecracker.json");
    Files.writeString(config, new FirecrackerSetup(request).configFile(), UTF_8);
    List<String> words = new ArrayList<>();
    words.addAll(List.of(executable.toString(), "--no-api", "--config-file", config.toString()));
    words.addAll(List.of("--log-path", "/dev/stderr", "--level", "Error"));
    words.addAll(machine.arguments());
    return Launch.of(new VmmCommand(words), choice, Launch.Marks.CONSOLE);
  }
}
