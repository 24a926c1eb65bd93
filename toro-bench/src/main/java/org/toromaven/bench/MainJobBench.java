// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.compiler.ProgramFinder;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/**
 * Size, startup time over the floor and instruction count of {@code examples/hello-world}; the size
 * of {@code examples/rtl-tour}. Started by {@code bench/main-job} at the top of the repository.
 */
final class MainJobBench {

  private static final int RUNS = 45;
  private static final int WARM_UP_RUNS = 2;
  private static final double HELLO_BYTES_MAX = 40_000;
  private static final double OVER_FLOOR_MS_MAX = 5.0;
  private static final double INSTRUCTIONS_MAX = 40_000;

  private final PrintStream report;
  private final Path folder = Path.of("toro-bench/target/bench");
  private final Path examples = Path.of("examples");
  private final BootRunner runner = new BootRunner();

  private MainJobBench(PrintStream report) {
    this.report = report;
  }

  /** Prints the figures; fails when one is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    PrintStream report = Reports.standardOutput();
    boolean held = new MainJobBench(report).run();
    if (!held) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    Appliances appliances = new Appliances(folder);
    Path hello = appliances.build(pascal("hello-world"), List.of());
    Path tour = appliances.build(pascal("rtl-tour"), List.of());
    Path floor = appliances.floor(Path.of("toro-bench/src/main/asm/floor.S"));
    boolean held =
        bound("hello-world Toro.elf, bytes", (double) Files.size(hello), HELLO_BYTES_MAX);
    report.printf(Locale.ROOT, "%-44s %,d%n", "rtl-tour Toro.elf, bytes", Files.size(tour));
    held &= overFloor(hello, floor);
    held &=
        bound(
            "stub to program, instructions",
            (double) Counted.startup(hello, folder),
            INSTRUCTIONS_MAX);
    return held;
  }

  private boolean overFloor(Path hello, Path floor) throws Exception {
    long[] floorNs = new long[RUNS];
    long[] helloNs = new long[RUNS];
    long[] overNs = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      // Who goes first alternates, so that what one run leaves behind falls on both alike.
      boolean floorFirst = run % 2 == 0;
      long first = firstByteNs(floorFirst ? floor : hello);
      long second = firstByteNs(floorFirst ? hello : floor);
      if (run >= 0) {
        floorNs[run] = floorFirst ? first : second;
        helloNs[run] = floorFirst ? second : first;
        overNs[run] = helloNs[run] - floorNs[run];
      }
    }
    Samples floorSamples = Samples.of("floor to first byte", floorNs);
    Samples helloSamples = Samples.of("hello-world to first byte", helloNs);
    report.println(floorSamples.line());
    report.println(helloSamples.line());
    Samples over = Samples.of("difference of each pair", overNs);
    report.println(over.line());
    return bound("hello-world over the floor, ms", over.medianMs(), OVER_FLOOR_MS_MAX);
  }

  private long firstByteNs(Path image) throws Exception {
    MachineConfig machine = MachineConfig.builder().acceleration(Acceleration.TCG).build();
    return boot(image, machine).console().firstByteNs().orElseThrow();
  }

  private BootResult boot(Path image, MachineConfig machine) throws Exception {
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
            .withMachine(machine);
    BootResult result = runner.run(request);
    if (!result.successful()) {
      throw new IllegalStateException(image + " did not boot: " + result.reason());
    }
    return result;
  }

  private boolean bound(String name, double value, double max) {
    boolean held = value <= max;
    report.printf(
        Locale.ROOT,
        "%-44s %,.1f  (at most %,.1f) %s%n",
        name,
        value,
        max,
        held ? "ok" : "TOO MUCH");
    return held;
  }

  private Path pascal(String example) throws Exception {
    return ProgramFinder.find(examples.resolve(example).resolve("src/main/pascal"));
  }
}
