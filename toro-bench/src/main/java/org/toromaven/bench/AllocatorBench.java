// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The cores' heaps against the run-time library's, in one plain program, and their fragmentation in
 * a long soak. Started by {@code bench/allocator} at the top of the repository; the page with both
 * plots goes below {@code toro-bench/target/bench}.
 */
final class AllocatorBench {

  static final Path PROGRAM = Path.of("src", "main", "pascal", "allocator_soak.pas");

  /** Once the sizes have been seen, memory held for each byte in use stays below. */
  static final double HELD_SHARE_MAX = 2.0;

  static final double GROWTH_MAX = 1.1;
  private static final double RATIO_MIN = 1.5;
  private static final int ROUNDS = 11;
  private static final List<String> MIXES = List.of("small", "mixed", "cross");
  static final int WARM_UP_SECONDS = 30;
  private static final int WINDOW_SECONDS = 30;

  private AllocatorBench() {}

  /** Argument: the seconds of the soak, 0 for the throughput alone. */
  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    PrintStream report = Reports.standardOutput();
    Path folder = Files.createDirectories(Path.of("toro-bench/target/bench"));
    boolean holds = true;
    HeapPairs pairs = new HeapPairs(folder.resolve("allocator"));
    List<HeapComparison> comparisons = new ArrayList<>();
    report.printf(
        Locale.ROOT, "throughput over the library's heap (wall clock at least %.1f)%n", RATIO_MIN);
    for (String mix : MIXES) {
      HeapComparison comparison = pairs.compare(mix, ROUNDS);
      comparisons.add(comparison);
      report.println(comparison.line());
      holds &= comparison.median() >= RATIO_MIN;
    }
    if (seconds > 0) {
      List<SoakSample> soak =
          new AllocatorRun(Path.of("toro-bench").resolve(PROGRAM), folder).soak(seconds);
      Path page = folder.resolve("allocator.html");
      Files.writeString(page, AllocatorPlot.page(soak, comparisons, RATIO_MIN));
      holds &= reportSoak(report, soak, seconds);
      report.println(page);
    }
    if (!holds) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private static boolean reportSoak(PrintStream report, List<SoakSample> soak, int seconds) {
    double share = greatestShare(soak, Math.min(WARM_UP_SECONDS, seconds / 2));
    double growth = growth(soak);
    SoakSample last = soak.get(soak.size() - 1);
    report.printf(
        Locale.ROOT,
        "soak of %d s: %,d operations, %,d MiB live, %,d MiB held%n",
        last.second(),
        last.operations(),
        last.liveKilobytes() >> 10,
        last.heldKilobytes() >> 10);
    report.printf(
        Locale.ROOT,
        "held for each byte in use, greatest: %.2f (at most %.1f); last over first part: %.2f"
            + " (at most %.1f)%n",
        share,
        HELD_SHARE_MAX,
        growth,
        GROWTH_MAX);
    return share <= HELD_SHARE_MAX && growth <= GROWTH_MAX;
  }

  /** The greatest share after the warm-up. */
  static double greatestShare(List<SoakSample> soak, int warmUpSeconds) {
    return soak.stream()
        .filter(sample -> sample.second() > warmUpSeconds)
        .mapToDouble(SoakSample::heldShare)
        .max()
        .orElseThrow();
  }

  static double growth(List<SoakSample> soak) {
    int window = Math.min(WINDOW_SECONDS, soak.size() / 3);
    double first = meanHeld(soak.subList(window, 2 * window));
    return meanHeld(soak.subList(soak.size() - window, soak.size())) / first;
  }

  private static double meanHeld(List<SoakSample> part) {
    return part.stream().mapToLong(SoakSample::heldKilobytes).average().orElseThrow();
  }
}
