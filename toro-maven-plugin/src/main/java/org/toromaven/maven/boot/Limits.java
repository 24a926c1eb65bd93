// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.List;

/**
 * Limits of one quantity.
 *
 * @param limits of the whole or of phases, in the order of the POM
 * @param growthPercent how much the whole may grow over the stored baseline, -1: as it likes
 */
public record Limits(List<Limit> limits, double growthPercent) {
  /** No limit. */
  public static final Limits NONE = new Limits(List.of(), -1);

  /**
   * A limit.
   *
   * @param phase a phase's name, or {@link org.toromaven.maven.report.BudgetLine#WHOLE}
   * @param most the most that passes
   */
  public record Limit(String phase, double most) {}

  /** Takes a copy of the list. */
  public Limits {
    limits = List.copyOf(limits);
  }

  /** Whether there is anything to hold against. */
  public boolean any() {
    return !limits.isEmpty() || growthPercent >= 0;
  }
}
