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
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/**
 * What four cores add from spawn to program over one, the VMM's own threads included: interleaved
 * pairs of boots of the same image. Started by {@code bench/cores} at the top of the repository.
 */
final class CoresBench {

  private static final int PAIRS = 31;
  private static final int WARM_UP_PAIRS = 2;
  private static final int CORES = 4;
  private static final double ADDED_MS_MAX = 3.0;
  private static final String TEXT =
      "program with_cores;\nuses\n  Process;\nbegin\n  WriteLn(1);\nend.\n";

  private final Path folder = Path.of("toro-bench/target/bench");
  private final BootRunner runner = new BootRunner();
  private final Path image;

  private CoresBench() throws Exception {
    Path program = Files.createDirectories(folder).resolve("with_cores.pas");
    Files.writeString(program, TEXT);
    image = new Appliances(folder).build(program, List.of());
  }

  /** Prints the figures; fails when one is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    new CoresBench().run(Reports.standardOutput());
  }

  private void run(PrintStream report) throws Exception {
    long[] one = new long[PAIRS];
    long[] four = new long[PAIRS];
    long[] added = new long[PAIRS];
    for (int pair = -WARM_UP_PAIRS; pair < PAIRS; pair++) {
      boolean oneFirst = pair % 2 == 0;
      long first = firstByteNs(oneFirst ? 1 : CORES);
      long second = firstByteNs(oneFirst ? CORES : 1);
      if (pair >= 0) {
        one[pair] = oneFirst ? first : second;
        four[pair] = oneFirst ? second : first;
        added[pair] = four[pair] - one[pair];
      }
    }
    Samples difference = Samples.of("difference of each pair", added);
    report.println(Samples.of("1 core to first byte", one).line());
    report.println(Samples.of("4 cores to first byte", four).line());
    report.println(difference.line());
    report.printf(
        Locale.ROOT,
        "4 cores add, median: %.1f ms (at most %.1f)%n",
        difference.medianMs(),
        ADDED_MS_MAX);
    if (difference.medianMs() > ADDED_MS_MAX) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private long firstByteNs(int cores) throws Exception {
    MachineConfig machine =
        MachineConfig.builder().cpus(cores).acceleration(Acceleration.TCG).build();
    BootResult result =
        runner.run(
            BootRequest.of(BootSource.kernel(image), folder.resolve("cores.log"))
                .withMachine(machine));
    if (!result.successful()) {
      throw new IllegalStateException(image + " did not boot: " + result.reason());
    }
    return result.console().firstByteNs().orElseThrow();
  }
}
