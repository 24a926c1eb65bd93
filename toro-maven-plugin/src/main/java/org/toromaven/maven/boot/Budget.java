// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.stream.Stream;

/**
 * What the start may cost.
 *
 * @param time in ms, from spawning the VMM to ready
 * @param statistic which value of all runs is held against the times
 * @param instructions from the stub's first to the program's first statement
 */
public record Budget(Limits time, Statistic statistic, Limits instructions) {

  /** Any start will do. */
  public static final Budget NONE = new Budget(Limits.NONE, Statistic.MEDIAN, Limits.NONE);

  /** Whether the initialization of a unit has a limit of its own. */
  boolean limitsUnits() {
    return Stream.of(time, instructions)
        .flatMap(limits -> limits.limits().stream())
        .anyMatch(limit -> limit.phase().startsWith("init "));
  }

  /** Which value of all runs counts. */
  public enum Statistic {
    /** The middle one. */
    MEDIAN,
    /** The one that 95 of 100 do not exceed. */
    P95
  }
}
