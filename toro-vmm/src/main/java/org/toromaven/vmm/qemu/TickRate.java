// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The rate of a counter from stamps that were taken a fixed number of ticks apart and arrived with
 * delays: the median over all pairs that are far apart, so that some late arrivals do no harm. When
 * many are late, as on a busy host, it says that it does not know.
 */
final class TickRate {

  /** No processor's counter is outside of this. */
  private static final double LEAST_HZ = 1e8;

  private static final double MOST_HZ = 2e10;

  /** How late a stamp may be that is called in time. */
  private static final double IN_TIME_NS = 500_000;

  private TickRate() {}

  /**
   * Ticks in a second; empty when the stamps contradict each other.
   *
   * @param nanoTimes at least two stamps
   * @param ticks ticks between neighbours
   */
  static OptionalLong perSecond(List<Long> nanoTimes, long ticks) {
    double nsPerStep = nsPerStep(nanoTimes);
    double rate = ticks * 1e9 / nsPerStep;
    boolean possible = rate >= LEAST_HZ && rate <= MOST_HZ;
    return possible && mostInTime(nanoTimes, nsPerStep)
        ? OptionalLong.of(Math.round(rate))
        : OptionalLong.empty();
  }

  private static double nsPerStep(List<Long> nanoTimes) {
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
    return sorted[sorted.length / 2];
  }

  private static double nsPerStep(List<Long> nanoTimes, int from, int to) {
    return (double) (nanoTimes.get(to) - nanoTimes.get(from)) / (to - from);
  }

  /** Whether two of three stamps lie on the line of that slope below which there is none. */
  private static boolean mostInTime(List<Long> nanoTimes, double nsPerStep) {
    double[] starts =
        IntStream.range(0, nanoTimes.size())
            .mapToDouble(i -> nanoTimes.get(i) - nanoTimes.get(0) - i * nsPerStep)
            .sorted()
            .toArray();
    return starts[starts.length * 2 / 3] - starts[0] <= IN_TIME_NS;
  }
}
