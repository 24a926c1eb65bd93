// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;

/** Boots a linked program on the software emulation, which every machine has. */
final class Appliance {
  /** For a program that hangs; the slowest that does not takes seconds. */
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static final String END_OF_INPUT = "\u0004";

  private Appliance() {}

  /** Boots and waits for the end of the program, however that comes. */
  static BootResult boot(
      Path image, ProgramSettings settings, Machine machine, int cpus, Path folder)
      throws Exception {
    Expectations any = Expectations.SUCCESS.withExitCode(settings.exitCode());
    BootSource source = BootSource.kernel(image).withCommandLine(settings.commandLine());
    BootRequest request =
        BootRequest.of(source, folder.resolve("console-" + machine + "-" + cpus))
            .withMachine(config(settings, machine, cpus, folder))
            .withExpectations(any)
            .withTimeout(TIMEOUT);
    boolean typed = !settings.input().isEmpty();
    return new BootRunner()
        .run(typed ? request.withConsoleInput(settings.input() + END_OF_INPUT) : request);
  }

  /** Boots a program that must end by itself, with whatever code. */
  static ProgramRun run(
      Path image, ProgramSettings settings, Machine machine, int cpus, Path folder)
      throws Exception {
    BootResult result = boot(image, settings, machine, cpus, folder);
    if (result.outcome() != BootOutcome.EXITED) {
      throw new AssertionError(
          result.outcome() + ": " + result.reason() + "\n--- console\n" + result.console().tail());
    }
    return observed(result);
  }

  /** What a boot showed; exit code -1 when the program has none. */
  static ProgramRun observed(BootResult result) throws IOException {
    return ProgramRun.of(Files.readAllBytes(result.console().file()), result.exitCode().orElse(-1));
  }

  private static MachineConfig config(
      ProgramSettings settings, Machine machine, int cpus, Path folder) throws IOException {
    MachineConfigBuilder builder =
        MachineConfig.builder()
            .machine(machine)
            .cpus(cpus)
            .memoryMib(settings.memoryMib())
            .acceleration(Acceleration.TCG)
            .arguments(settings.vmmArguments(machine));
    for (String network : settings.networks()) {
      Network.Device device = Network.Device.valueOf(network.toUpperCase(Locale.ROOT));
      builder.network(new Network(device, List.of(), Optional.empty()));
    }
    for (String disk : settings.disks()) {
      builder.disk(emptyDisk(disk, folder.resolve("disk-" + machine + "-" + cpus)));
    }
    return builder.build();
  }

  private static Disk emptyDisk(String description, Path file) throws IOException {
    int colon = description.indexOf(':');
    long sizeBytes = Long.parseLong(description.substring(colon + 1)) << 20;
    Path numbered = file.resolveSibling(file.getFileName() + "-" + description.replace(':', '-'));
    Files.deleteIfExists(numbered);
    try (RandomAccessFile image = new RandomAccessFile(numbered.toFile(), "rw")) {
      image.setLength(sizeBytes);
    }
    String bus = description.substring(0, colon).toUpperCase(Locale.ROOT);
    return new Disk(numbered, Disk.Bus.valueOf(bus), false);
  }
}
