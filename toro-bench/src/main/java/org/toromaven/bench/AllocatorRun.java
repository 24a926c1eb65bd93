// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/** Boots {@code allocator_soak.pas} on four cores and reads what it prints. */
final class AllocatorRun {

  private static final int CORES = 4;
  private static final int MEMORY_MIB = 512;
  private static final Duration SPARE = Duration.ofMinutes(3);

  private final Path image;
  private final Path folder;

  /**
   * Compiles and links the program.
   *
   * @param program {@code allocator_soak.pas}
   * @param folder where image and consoles go
   */
  AllocatorRun(Path program, Path folder) throws Exception {
    this.folder = folder;
    this.image = new Appliances(folder).build(program, List.of());
  }

  /** The heap of the cores for so long, a sample a second. */
  List<SoakSample> soak(int seconds) throws Exception {
    return lines(request(Integer.toString(seconds), Duration.ofSeconds(seconds))).stream()
        .filter(SoakSample::isSample)
        .map(SoakSample::parse)
        .toList();
  }

  private BootRequest request(String arguments, Duration length) {
    MachineConfig machine =
        MachineConfig.builder()
            .cpus(CORES)
            .memoryMib(MEMORY_MIB)
            .acceleration(Acceleration.TCG)
            .build();
    BootSource source = BootSource.kernel(image).withCommandLine("-- " + arguments);
    return BootRequest.of(source, folder.resolve("allocator.log"))
        .withMachine(machine)
        .withTimeout(length.plus(SPARE));
  }

  private static List<String> lines(BootRequest request) throws Exception {
    BootResult result = new BootRunner().run(request);
    List<String> lines = Files.readAllLines(request.consoleFile(), StandardCharsets.ISO_8859_1);
    if (!result.successful() || !lines.contains("damaged 0")) {
      throw new IllegalStateException(
          "allocator_soak: " + result.reason() + "\n" + String.join("\n", lines));
    }
    return lines;
  }
}
