// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
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
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/**
 * What both ways to start Firecracker share. It has no port 0xE9, so the marks are in-band, and
 * writes its log to standard error, so that standard output is the console alone.
 */
final class Firecracker {

  private final String name;
  private final HostEnvironment host;

  /**
   * @param name the VMM's name in messages
   */
  Firecracker(String name, HostEnvironment host) {
    this.name = name;
    this.host = host;
  }

  VmmAvailability availability(MachineConfig machine) {
    return FirecrackerProgram.ask(host, machine);
  }

  /** Tells it all with a file, before it starts. */
  Launch prepareWithFile(LaunchRequest request) throws VmmException, IOException {
    Path config = request.workDirectory().resolve("firecracker.json");
    FirecrackerSetup setup = new FirecrackerSetup(request);
    List<String> way = List.of("--no-api", "--config-file", config.toString());
    Launch launch = launch(request, way, Launch.AfterStart.NOTHING);
    Files.writeString(config, setup.configFile(), UTF_8);
    return launch;
  }

  /** Tells it by requests, once it has started. */
  Launch prepareWithApi(LaunchRequest request) throws VmmException {
    Path socket = request.workDirectory().resolve("api");
    FirecrackerSetup setup = new FirecrackerSetup(request);
    return launch(
        request,
        List.of("--api-sock", socket.toString()),
        process -> new FirecrackerApi(socket).start(setup.requests(), process));
  }

  private Launch launch(LaunchRequest request, List<String> way, Launch.AfterStart afterStart)
      throws VmmException {
    MachineConfig machine = request.machine();
    VmmAvailability program = FirecrackerProgram.find(host, machine);
    Path executable = program.executable().orElseThrow(() -> new VmmException(program.reason()));
    AccelerationChoice choice = KvmDevice.required(name, host, machine);
    List<String> words = new ArrayList<>(List.of(executable.toString()));
    words.addAll(way);
    words.addAll(List.of("--log-path", "/dev/stderr", "--level", "Error"));
    words.addAll(machine.arguments());
    return new Launch(
        new VmmCommand(words),
        choice,
        Launch.Marks.CONSOLE,
        OptionalLong.empty(),
        Optional.empty(),
        afterStart);
  }
}
