// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.util.Arrays;

/** Pieces of a disk, which sparse formats leave out when they are zero. */
final class ZeroRange {

  private ZeroRange() {}

  /** Returns whether the piece at an offset is zero as far as the disk goes. */
  static boolean isZero(byte[] disk, int offset, int sizeBytes) {
    int end = Math.min(disk.length, offset + sizeBytes);
    for (int i = offset; i < end; i++) {
      if (disk[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the piece at an offset, with zeros after the end of the disk. */
  static byte[] padded(byte[] disk, int offset, int sizeBytes) {
    return Arrays.copyOfRange(disk, offset, offset + sizeBytes);
  }
}
