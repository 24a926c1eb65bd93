// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.bench.HostFacts;
import org.toromaven.maven.report.Circumstances;
import org.toromaven.vmm.MachineConfig;

/** Finds out what a boot ran on, without starting anything: no boot may pay for it. */
final class HostProbe {
  private HostProbe() {}

  static Circumstances circumstances(MachineConfig machine, BootResult result) {
    return new Circumstances(
        machine.vmm(),
        result.command().map(command -> stamp(Path.of(command.program()))).orElse(""),
        machine.machine().label(),
        machine.firmware().orElse(""),
        result.acceleration().map(choice -> choice.used().label()).orElse(""),
        result.acceleration().map(choice -> choice.reason()).orElse(""),
        machine.memoryMib(),
        machine.cpus(),
        host());
  }

  private static String stamp(Path program) {
    String name = program.getFileName().toString();
    try {
      return name + ", " + Files.size(program) + " bytes of " + Files.getLastModifiedTime(program);
    } catch (IOException gone) {
      return name;
    }
  }

  private static String host() {
    try {
      return HostFacts.current().toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("this machine does not say what it is", e);
    }
  }
}
