// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/** The four parts of an image in memory, in address order (boot ABI 1). */
public enum Permission {
  /** Code: read and execute. */
  TEXT,
  /** Constants: read only. */
  RODATA,
  /** Variables that the image file holds: read and write. */
  DATA,
  /** Variables that start as zero: read and write, not in the file. */
  BSS
}
