// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

/** Bits of {@code sh_flags} (gABI 4, "Section Attribute Flags"). */
public final class SectionFlag {
  /** Writable in memory. */
  public static final long WRITE = 0x1;

  /** Occupies memory. */
  public static final long ALLOC = 0x2;

  /** Holds instructions. */
  public static final long EXECINSTR = 0x4;

  /** Elements may be merged. */
  public static final long MERGE = 0x10;

  /** Elements are strings. */
  public static final long STRINGS = 0x20;

  /** Lives as long as the section that {@code sh_link} names. */
  public static final long LINK_ORDER = 0x80;

  /** Member of a section group. */
  public static final long GROUP = 0x200;

  /** Thread-local storage. */
  public static final long TLS = 0x400;

  /** Compressed contents. */
  public static final long COMPRESSED = 0x800;

  /** Never collected (a GNU extension). */
  public static final long GNU_RETAIN = 0x200000;

  /** Left out of a link's output. */
  public static final long EXCLUDE = 0x80000000L;

  private SectionFlag() {}
}
