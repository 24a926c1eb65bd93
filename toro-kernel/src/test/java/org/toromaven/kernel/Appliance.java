// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;

/** Boots a linked program and waits for its end. */
final class Appliance {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Appliance() {}

  /** Boots on the software emulation, which every machine has. */
  static BootResult boot(
      Path image, ProgramSettings settings, Machine machine, int cpus, Path consoleFile)
      throws Exception {
    MachineConfig config =
        MachineConfig.builder()
            .machine(machine)
            .cpus(cpus)
            .memoryMib(settings.memoryMib())
            .acceleration(Acceleration.TCG)
            .build();
    BootSource source = BootSource.kernel(image).withCommandLine(settings.commandLine());
    Expectations any = Expectations.SUCCESS.withExitCode(settings.exitCode());
    return new BootRunner().run(new BootRequest(config, source, any, TIMEOUT, consoleFile));
  }

  /** Boots a program that must end by itself, with whatever code. */
  static ProgramRun run(
      Path image, ProgramSettings settings, Machine machine, int cpus, Path consoleFile)
      throws Exception {
    BootResult result = boot(image, settings, machine, cpus, consoleFile);
    if (result.outcome() != BootOutcome.EXITED) {
      throw new AssertionError(
          result.outcome() + ": " + result.reason() + "\n--- console\n" + result.console().tail());
    }
    return ProgramRun.of(Files.readAllBytes(consoleFile), result.exitCode().orElseThrow());
  }
}
