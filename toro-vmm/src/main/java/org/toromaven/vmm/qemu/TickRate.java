// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The rate of a counter from stamps that were taken a fixed number of ticks apart and arrived with
 * delays: the median over all pairs that are far apart, so that some late arrivals do no harm.
 */
final class TickRate {

  private TickRate() {}

  /**
   * Ticks in a second.
   *
   * @param nanoTimes at least two stamps
   * @param ticks ticks between neighbours
   */
  static long perSecond(List<Long> nanoTimes, long ticks) {
    int count = nanoTimes.size();
    int distance = Math.max(1, count / 2);
    double[] sorted =
        IntStream.range(0, count)
            .boxed()
            .flatMap(
                i -> IntStream.range(i + distance, count).mapToObj(j -> nsPerStep(nanoTimes, i, j)))
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    return Math.round(ticks * 1e9 / sorted[sorted.length / 2]);
  }

  private static double nsPerStep(List<Long> nanoTimes, int from, int to) {
    return (double) (nanoTimes.get(to) - nanoTimes.get(from)) / (to - from);
  }
}
