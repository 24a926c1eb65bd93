// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.Arrays;

/**
 * Samples of one quantity. Quantiles are nearest-rank: always a value that was measured.
 *
 * @param sorted the samples, smallest first
 */
public record Statistics(double[] sorted) {

  /** Sorts a copy. */
  public Statistics {
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  /** How many samples there are. */
  public int count() {
    return sorted.length;
  }

  /** The middle sample, the lower one of two. */
  public double median() {
    return quantile(0.5);
  }

  /** The sample that 95 of 100 do not exceed. */
  public double p95() {
    return quantile(0.95);
  }

  /** The smallest sample. */
  public double min() {
    return sorted[0];
  }

  /** The largest sample. */
  public double max() {
    return sorted[sorted.length - 1];
  }

  private double quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Statistics that && Arrays.equals(sorted, that.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return Arrays.toString(sorted);
  }
}
