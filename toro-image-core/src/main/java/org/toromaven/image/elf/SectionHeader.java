// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

/**
 * One section header (gABI 4, "Section Header").
 *
 * @param index its place in the section header table
 * @param name the section's name
 * @param type see {@link SectionType}
 * @param flags see {@link SectionFlag}
 * @param offset where the contents are in the file
 * @param sizeBytes the size of the contents
 * @param link a section index whose meaning the type gives
 * @param info a number whose meaning the type gives
 * @param alignment a power of two, at least 1
 * @param entrySizeBytes the size of one entry, 0 when there are none
 */
public record SectionHeader(
    int index,
    String name,
    int type,
    long flags,
    long offset,
    long sizeBytes,
    int link,
    int info,
    long alignment,
    long entrySizeBytes) {

  /** Returns whether all of these flags are set. */
  public boolean has(long wanted) {
    return (flags & wanted) == wanted;
  }

  /** Returns whether the section has no bytes in the file. */
  public boolean isNoBits() {
    return type == SectionType.NOBITS;
  }
}
