// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was measured of one case.
 *
 * @param name the case's name
 * @param readyMs startup times, from the spawn of the VMM to the ready guest, in ms
 * @param firstByteMs from the spawn of the VMM to the console's first byte, in ms
 * @param phases medians of the phases, in order
 * @param command what was run last, for a shell; empty when nothing was
 * @param acceleration what was used, and why; empty when nothing was
 * @param talk the talk's figure for such a combination, if it had one
 * @param failure why the case was given up; empty when all its boots were successes
 */
public record BenchRow(
    String name,
    Samples readyMs,
    Samples firstByteMs,
    List<PhaseShare> phases,
    String command,
    String acceleration,
    Optional<TalkFigures.Figure> talk,
    Optional<String> failure) {

  /**
   * A phase's share of the startup.
   *
   * @param name the phase's name
   * @param medianMs median of its duration, in ms
   */
  public record PhaseShare(String name, double medianMs) {}

  public BenchRow {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(readyMs, "readyMs");
    Objects.requireNonNull(firstByteMs, "firstByteMs");
    phases = List.copyOf(phases);
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(talk, "talk");
    Objects.requireNonNull(failure, "failure");
  }

  /** Whether there is something to show. */
  public boolean measured() {
    return failure.isEmpty() && readyMs.count() > 0;
  }
}
