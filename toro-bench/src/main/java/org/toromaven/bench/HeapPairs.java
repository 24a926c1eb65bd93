// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/**
 * One plain program, {@code allocator_pairs.pas}, with the cores' heaps (unit {@code Memory}), with
 * the run-time library's own heap, and with none, each booted on four cores.
 */
final class HeapPairs {

  private static final Path PROGRAM =
      Path.of("toro-bench", "src", "main", "pascal", "allocator_pairs.pas");
  private static final int CORES = 4;
  private static final int MEMORY_MIB = 512;

  /** Of each core: some seconds of a busy host at most. */
  private static final int STEPS = 1_000_000;

  /** Counted boots are exact: fewer do. */
  private static final int COUNTED_STEPS = 100_000;

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final Path folder;
  private final Path own;
  private final Path library;
  private final Path none;

  /** Compiles and links the three images below {@code folder}. */
  HeapPairs(Path folder) throws Exception {
    this.folder = folder;
    this.own = image("own", List.of("-O2"), List.of("Memory", "Process"));
    this.library = image("library", List.of("-O2"), List.of("Process"));
    this.none = image("none", List.of("-O2", "-dNO_HEAP"), List.of("Process"));
  }

  private Path image(String name, List<String> options, List<String> units) throws Exception {
    return new Appliances(folder.resolve(name), options).build(PROGRAM, units);
  }

  /**
   * Works one mix.
   *
   * @param mix an argument of the program
   * @param rounds pairs of timed boots
   */
  HeapComparison compare(String mix, int rounds) throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      double with = microseconds(request(own, mix, STEPS));
      ratios.add(microseconds(request(library, mix, STEPS)) / with);
    }
    double with = microseconds(request(own, mix, COUNTED_STEPS).counted());
    double without = microseconds(request(library, mix, COUNTED_STEPS).counted());
    double workload = microseconds(request(none, mix, COUNTED_STEPS).counted());
    return new HeapComparison(
        mix, ratios, without / with, (without - workload) / (with - workload));
  }

  private BootRequest request(Path image, String mix, int steps) {
    MachineConfig machine =
        MachineConfig.builder()
            .cpus(CORES)
            .memoryMib(MEMORY_MIB)
            .acceleration(Acceleration.TCG)
            .build();
    BootSource source = BootSource.kernel(image).withCommandLine("-- " + mix + " " + steps);
    return BootRequest.of(source, folder.resolve("pairs.log"))
        .withMachine(machine)
        .withTimeout(TIMEOUT);
  }

  /** Of the guest's clock, which counts instructions in a counted boot. */
  private static double microseconds(BootRequest request) throws Exception {
    BootResult result = new BootRunner().run(request);
    List<String> lines = Files.readAllLines(request.consoleFile(), StandardCharsets.ISO_8859_1);
    if (!result.successful() || !lines.contains("damaged 0")) {
      throw new IllegalStateException(
          "allocator_pairs: " + result.reason() + "\n" + String.join("\n", lines));
    }
    return lines.stream()
        .filter(line -> line.startsWith("us "))
        .mapToDouble(line -> Double.parseDouble(line.substring(3)))
        .findFirst()
        .orElseThrow();
  }
}
