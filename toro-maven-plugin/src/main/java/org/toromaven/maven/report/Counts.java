// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

/** Large numbers for people. */
public final class Counts {
  private Counts() {}

  /** {@code 14,285}. */
  public static String text(double value) {
    StringBuilder digits = new StringBuilder(Long.toString(Math.round(value)));
    int first = digits.charAt(0) == '-' ? 1 : 0;
    for (int at = digits.length() - 3; at > first; at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }

  /** {@code 14,285 instructions}, {@code 1 instruction}. */
  public static String instructions(double value) {
    return text(value) + (Math.round(value) == 1 ? " instruction" : " instructions");
  }
}
