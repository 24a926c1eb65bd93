// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.toromaven.boot.BootTimeline;
import org.toromaven.boot.Phase;

/** Where the time of a start went. An assertion that fails shows all phases. */
public final class Timings {
  private final BootTimeline timeline;

  Timings(BootTimeline timeline) {
    this.timeline = timeline;
  }

  /**
   * From starting the VMM until the guest was ready.
   *
   * @throws IllegalStateException when it was not
   */
  public Duration startup() {
    OptionalLong readyNs = timeline.readyNs();
    return Duration.ofNanos(
        readyNs.orElseThrow(() -> new IllegalStateException("it was never ready: " + phases())));
  }

  /**
   * How long a phase took.
   *
   * @param name {@code vmm}, {@code firmware}, {@code stub}, {@code kernel} or {@code program}
   * @throws IllegalArgumentException when the start had no such phase; names those that it had
   */
  public Duration phase(String name) {
    List<Phase> found =
        timeline.phases().stream().filter(phase -> phase.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no phase " + name + ": " + phases());
    }
    return Duration.ofNanos(found.stream().mapToLong(Phase::durationNs).sum());
  }

  /**
   * Holds when the start took no longer.
   *
   * @throws AssertionError when it did; shows where the time went
   */
  public void assertStartup(Duration atMost) {
    check("the start", startup(), atMost);
  }

  /**
   * Holds when a phase took no longer.
   *
   * @throws AssertionError when it did; shows where the time went
   */
  public void assertPhase(String name, Duration atMost) {
    check("phase " + name, phase(name), atMost);
  }

  private void check(String what, Duration took, Duration atMost) {
    if (took.compareTo(atMost) > 0) {
      throw new AssertionError(
          what
              + " took "
              + text(took.toNanos())
              + ", at most "
              + text(atMost.toNanos())
              + " was asked for: "
              + phases());
    }
  }

  private String phases() {
    return timeline.phases().stream()
        .map(phase -> phase.name() + " " + text(phase.durationNs()))
        .collect(Collectors.joining(", "));
  }

  private static String text(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  /** All phases. */
  @Override
  public String toString() {
    return phases();
  }
}
