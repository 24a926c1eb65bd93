// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Times of one thing measured again and again in the same run.
 *
 * @param name what was measured
 * @param sortedNs the times in nanoseconds, ascending, at least one
 */
record Samples(String name, long[] sortedNs) {

  private static final double NS_PER_MS = 1e6;

  /** Samples in any order. */
  static Samples of(String name, long[] timesNs) {
    long[] sorted = timesNs.clone();
    Arrays.sort(sorted);
    return new Samples(name, sorted);
  }

  /** The middle time, in milliseconds. */
  double medianMs() {
    return sortedNs[sortedNs.length / 2] / NS_PER_MS;
  }

  /** Name, count, least, median and greatest time on one line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-28s n=%d  min %.1f  median %.1f  max %.1f ms",
        name,
        sortedNs.length,
        sortedNs[0] / NS_PER_MS,
        medianMs(),
        sortedNs[sortedNs.length - 1] / NS_PER_MS);
  }
}
