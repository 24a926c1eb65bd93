// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.bytes;

/** Arithmetic on alignments, which are powers of two. */
public final class Alignment {

  private Alignment() {}

  /** Returns whether a number is a power of two. */
  public static boolean isPowerOfTwo(long value) {
    return value > 0 && (value & (value - 1)) == 0;
  }

  /** Rounds a number up to a multiple of an alignment. */
  public static long up(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
