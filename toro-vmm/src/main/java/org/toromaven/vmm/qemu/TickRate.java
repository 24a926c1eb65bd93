// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The rate of a counter from stamps that were taken a fixed number of ticks apart and arrived with
 * delays, as they do on a busy host. A stamp can be late and never early, so those in time lie on a
 * line below which there is none: the rate is the slope of the lower hull where it spans the
 * middle. When too few stamps lie on it, nothing is known.
 */
final class TickRate {

  /** No processor's counter is outside of this. */
  private static final double LEAST_HZ = 1e8;

  private static final double MOST_HZ = 2e10;

  /** How late a stamp may be that is called in time. */
  private static final double IN_TIME_NS = 200_000;

  /** How many have to be in time in each half. */
  private static final int IN_TIME_LEAST = 3;

  private TickRate() {}

  /**
   * Ticks in a second; empty when the stamps do not tell.
   *
   * @param nanoTimes at least two stamps
   * @param ticks ticks between neighbours
   */
  static OptionalLong perSecond(List<Long> nanoTimes, long ticks) {
    List<Integer> hull = lowerHull(nanoTimes);
    int middle = nanoTimes.size() / 2;
    int right = 1;
    while (hull.get(right) < middle) {
      right++;
    }
    int from = hull.get(right - 1);
    double nsPerStep = slope(nanoTimes, from, hull.get(right));
    double rate = ticks * 1e9 / nsPerStep;
    boolean possible = rate >= LEAST_HZ && rate <= MOST_HZ;
    return possible
            && inTime(nanoTimes, from, nsPerStep, 0, middle) >= IN_TIME_LEAST
            && inTime(nanoTimes, from, nsPerStep, middle, nanoTimes.size()) >= IN_TIME_LEAST
        ? OptionalLong.of(Math.round(rate))
        : OptionalLong.empty();
  }

  /** Indices of the stamps that no line between two others goes below, ascending. */
  private static List<Integer> lowerHull(List<Long> nanoTimes) {
    List<Integer> hull = new ArrayList<>();
    for (int next = 0; next < nanoTimes.size(); next++) {
      while (hull.size() >= 2
          && slope(nanoTimes, hull.get(hull.size() - 2), hull.get(hull.size() - 1))
              >= slope(nanoTimes, hull.get(hull.size() - 2), next)) {
        hull.remove(hull.size() - 1);
      }
      hull.add(next);
    }
    return hull;
  }

  private static double slope(List<Long> nanoTimes, int from, int to) {
    return (double) (nanoTimes.get(to) - nanoTimes.get(from)) / (to - from);
  }

  private static int inTime(List<Long> nanoTimes, int on, double nsPerStep, int begin, int end) {
    int count = 0;
    for (int i = begin; i < end; i++) {
      double expected = nanoTimes.get(on) + (i - on) * nsPerStep;
      count += nanoTimes.get(i) - expected <= IN_TIME_NS ? 1 : 0;
    }
    return count;
  }
}
