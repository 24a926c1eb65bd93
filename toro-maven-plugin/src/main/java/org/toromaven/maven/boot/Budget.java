// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

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

  /** Which value of all runs counts. */
  public enum Statistic {
    /** The middle one. */
    MEDIAN,
    /** The one that 95 of 100 do not exceed. */
    P95
  }
}
