// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Throughput of a program with the cores' heaps over that of the same program with the library's.
 *
 * @param mix what it works with
 * @param ratios by wall clock, a pair of boots each
 * @param instructions the same by instructions of the whole program
 * @param allocator by instructions without those of the workload itself
 */
record HeapComparison(String mix, double[] ratios, double instructions, double allocator) {

  /** The middle ratio by wall clock. */
  double median() {
    return sorted()[ratios.length / 2];
  }

  private double[] sorted() {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** All figures on one line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-6s  wall clock %.2f (median of %d pairs, least %.2f)  instructions %.2f  of the"
            + " allocator alone %.2f",
        mix,
        median(),
        ratios.length,
        sorted()[0],
        instructions,
        allocator);
  }
}
