// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.util.Locale;

/** The filesystem of a disk image. */
public enum DiskFormat {
  /** The second extended filesystem, for the kernel unit {@code Ext2}. */
  EXT2(128 * 1024L, 16),
  /** FAT12, 16 or 32 as the size asks for, for the kernel unit {@code Fat}. */
  FAT(128 * 1024L, 11);

  private final long smallestBytes;
  private final int longestLabel;

  DiskFormat(long smallestBytes, int longestLabel) {
    this.smallestBytes = smallestBytes;
    this.longestLabel = longestLabel;
  }

  /**
   * The format of that name, letter case aside.
   *
   * @throws DiskException when there is none
   */
  public static DiskFormat parse(String name) throws DiskException {
    for (DiskFormat format : values()) {
      if (format.toString().equals(name.strip().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new DiskException("unknown disk format: " + name + " (known: ext2, fat)");
  }

  long smallestBytes() {
    return smallestBytes;
  }

  int longestLabel() {
    return longestLabel;
  }

  /** The name as a POM has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
