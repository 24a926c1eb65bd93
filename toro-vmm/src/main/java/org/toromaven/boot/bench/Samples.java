// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.Arrays;
import java.util.List;

/** Measured values, in ascending order; all statistics are exact, none is interpolated. */
public final class Samples {

  private final double[] sorted;

  private Samples(double[] sorted) {
    this.sorted = sorted;
  }

  /** The samples of these values, which may be none. */
  public static Samples of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  /** How many there are. */
  public int count() {
    return sorted.length;
  }

  /** The smallest value that at least half of the values do not exceed. */
  public double median() {
    return quantile(50);
  }

  /** The smallest value that at least 95 of 100 values do not exceed. */
  public double p95() {
    return quantile(95);
  }

  /** The smallest value. */
  public double min() {
    return quantile(0);
  }

  /** The largest value. */
  public double max() {
    return quantile(100);
  }

  /** What lies between the quartiles: how far typical values are apart. */
  public double spread() {
    return quantile(75) - quantile(25);
  }

  /** All values, ascending. */
  public List<Double> values() {
    return Arrays.stream(sorted).boxed().toList();
  }

  private double quantile(int percent) {
    if (sorted.length == 0) {
      throw new IllegalStateException("there is no sample");
    }
    int rank = (sorted.length * percent + 99) / 100;
    return sorted[Math.max(0, rank - 1)];
  }
}
