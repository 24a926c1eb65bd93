// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times of one thing measured again and again in the same run.
 *
 * @param name what was measured
 * @param sortedNs the times in nanoseconds, ascending, at least one
 */
record Samples(String name, List<Long> sortedNs) {

  private static final double NS_PER_MS = 1e6;

  /** Samples in any order. */
  static Samples of(String name, long[] timesNs) {
    return new Samples(name, Arrays.stream(timesNs).sorted().boxed().toList());
  }

  /** The middle time, in milliseconds. */
  double medianMs() {
    return sortedNs.get(sortedNs.size() / 2) / NS_PER_MS;
  }

  /** Name, count, least, median and greatest time on one line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-28s n=%d  min %.1f  median %.1f  max %.1f ms",
        name,
        sortedNs.size(),
        sortedNs.get(0) / NS_PER_MS,
        medianMs(),
        sortedNs.get(sortedNs.size() - 1) / NS_PER_MS);
  }
}
