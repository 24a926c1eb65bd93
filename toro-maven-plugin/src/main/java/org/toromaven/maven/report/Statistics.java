// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Samples of one quantity. Quantiles are nearest-rank: always a value that was measured.
 *
 * @param sorted the samples, smallest first, at least one
 */
public record Statistics(List<Double> sorted) {

  /** Sorts a copy. */
  public Statistics {
    sorted = sorted.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
  }

  /** Statistics of these samples. */
  public static Statistics of(double... samples) {
    return new Statistics(DoubleStream.of(samples).boxed().toList());
  }

  /** How many samples there are. */
  public int count() {
    return sorted.size();
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
    return sorted.get(0);
  }

  /** The largest sample. */
  public double max() {
    return sorted.get(sorted.size() - 1);
  }

  private double quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
