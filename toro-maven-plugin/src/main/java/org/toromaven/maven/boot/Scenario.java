// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.time.Duration;
import org.toromaven.boot.Expectations;
import org.toromaven.vmm.MachineConfig;

/**
 * One way in which the image is booted and judged.
 *
 * @param name names it in messages and reports
 * @param machine the machine
 * @param commandLine words for the program and the kernel
 * @param input what is typed once the program starts; empty: a program that reads finds the end of
 *     its input
 * @param expectations what must be seen
 * @param timeout after which the VMM is ended
 * @param budget how long the start may take
 * @param runs how many times it is booted, one after the other
 */
public record Scenario(
    String name,
    MachineConfig machine,
    String commandLine,
    String input,
    Expectations expectations,
    Duration timeout,
    Budget budget,
    int runs) {

  /**
   * A limit on the time from spawn to ready.
   *
   * @param startupMs the limit, 0: none
   * @param statistic which value of all runs is held against it
   */
  public record Budget(double startupMs, Statistic statistic) {

    /** Any time will do. */
    public static final Budget NONE = new Budget(0, Statistic.MEDIAN);
  }

  /** Which value of all runs counts. */
  public enum Statistic {
    /** The middle one. */
    MEDIAN,
    /** The one that 95 of 100 do not exceed. */
    P95
  }
}
