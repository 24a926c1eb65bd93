// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.image.ImageFormat;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;

/** Builds and boots the programs of {@code src/test/disks}; everything goes into one folder. */
record DiskPrograms(Path folder) {
  private static final Path PROGRAMS = Path.of("src/test/disks").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** A machine without devices, emulated. */
  static MachineConfigBuilder machine(Machine machine) {
    return MachineConfig.builder().machine(machine).acceleration(Acceleration.TCG);
  }

  Path image(String program, String... units) throws Exception {
    return image(program, ImageFormat.ELF32_MULTIBOOT, List.of(), units);
  }

  Path image(String program, ImageFormat format, List<Path> objects, String... units)
      throws Exception {
    Path build = Files.createDirectories(folder.resolve("build"));
    Path source = PROGRAMS.resolve(program + ".pas");
    return Workshop.get().image(source, List.of(units), build, objects, format);
  }

  /** Boots the program; what the console then holds. */
  BootResult boot(Path image, MachineConfigBuilder machine) throws Exception {
    return boot(image, machine, TIMEOUT);
  }

  BootResult boot(Path image, MachineConfigBuilder machine, Duration timeout) throws Exception {
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console"))
            .withMachine(machine.build())
            .withExpectations(Expectations.SUCCESS)
            .withTimeout(timeout);
    return new BootRunner().run(request);
  }

  static String console(BootResult result) throws IOException {
    return Files.readString(result.console().file(), StandardCharsets.ISO_8859_1);
  }

  /** What the program must leave on the console. */
  static String expected(String program) throws IOException {
    return Files.readString(PROGRAMS.resolve(program + ".txt"), StandardCharsets.ISO_8859_1);
  }
}
