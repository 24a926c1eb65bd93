// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.List;
import java.util.OptionalLong;

/**
 * Turns the guest's time stamps into times of the host.
 *
 * @param tscHz ticks in a second; empty when unknown or when the counter counts something else
 * @param machineStartNs when the counter was zero, in nanoseconds since the spawn; empty when the
 *     stamps cannot say
 */
record GuestClock(OptionalLong tscHz, OptionalLong machineStartNs) {

  static GuestClock of(List<Mark> marks, OptionalLong tscHz) {
    if (tscHz.isEmpty() || marks.isEmpty()) {
      return new GuestClock(OptionalLong.empty(), OptionalLong.empty());
    }
    double nsPerTick = 1e9 / tscHz.getAsLong();
    long start =
        marks.stream()
            .mapToLong(mark -> mark.arrivalNs() - Math.round(mark.tsc() * nsPerTick))
            .min()
            .getAsLong();
    // Before the spawn: the counter did not start with the machine, so it says nothing.
    return start > 0
        ? new GuestClock(tscHz, OptionalLong.of(start))
        : new GuestClock(OptionalLong.empty(), OptionalLong.empty());
  }

  /** When the guest sent the mark: by its own clock where that is known, else the arrival. */
  long timeOf(Mark mark) {
    return machineStartNs.isPresent()
        ? machineStartNs.getAsLong() + Math.round(mark.tsc() * 1e9 / tscHz.getAsLong())
        : mark.arrivalNs();
  }
}
