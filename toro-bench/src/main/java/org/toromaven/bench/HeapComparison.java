// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Throughput of a program with the cores' heaps over that of the same program with the library's.
 *
 * @param mix what it works with
 * @param ratios by wall clock, a pair of boots each
 * @param instructions the same by instructions of the whole program
 * @param allocator by instructions without those of the workload itself
 */
record HeapComparison(String mix, List<Double> ratios, double instructions, double allocator) {

  /** The middle ratio by wall clock. */
  double median() {
    return ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElseThrow();
  }

  /** All figures on one line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-6s  wall clock %.2f (median of %d pairs, least %.2f)  instructions %.2f  of the"
            + " allocator alone %.2f",
        mix,
        median(),
        ratios.size(),
        Collections.min(ratios),
        instructions,
        allocator);
  }
}
