// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

/**
 * One symbol table entry (gABI 4, "Symbol Table").
 *
 * @param index its place in the symbol table
 * @param name the symbol's name
 * @param value an offset in its section, an absolute value, or the alignment of a common symbol
 * @param sizeBytes the size of what it names, 0 when unknown
 * @param binding one of the {@code STB_} values
 * @param type one of the {@code STT_} values
 * @param visibility one of the {@code STV_} values
 * @param sectionIndex the section it is defined in, or one of the {@code SHN_} values
 */
public record SymbolEntry(
    int index,
    String name,
    long value,
    long sizeBytes,
    int binding,
    int type,
    int visibility,
    int sectionIndex) {

  /** Visible in its own object only. */
  public static final int STB_LOCAL = 0;

  /** Visible in all objects. */
  public static final int STB_GLOBAL = 1;

  /** Visible in all objects; gives way to a global definition. */
  public static final int STB_WEAK = 2;

  /** Unique in a process (a GNU extension); a static link treats it as global. */
  public static final int STB_GNU_UNIQUE = 10;

  /** No type. */
  public static final int STT_NOTYPE = 0;

  /** Data. */
  public static final int STT_OBJECT = 1;

  /** Code. */
  public static final int STT_FUNC = 2;

  /** A section. */
  public static final int STT_SECTION = 3;

  /** The source file's name. */
  public static final int STT_FILE = 4;

  /** A common block. */
  public static final int STT_COMMON = 5;

  /** Thread-local data. */
  public static final int STT_TLS = 6;

  /** A function that chooses its implementation at run time (a GNU extension). */
  public static final int STT_GNU_IFUNC = 10;

  /** Undefined. */
  public static final int SHN_UNDEF = 0;

  /** First of the reserved indexes. */
  public static final int SHN_LORESERVE = 0xFF00;

  /** An absolute value. */
  public static final int SHN_ABS = 0xFFF1;

  /** A common block that is not yet allocated. */
  public static final int SHN_COMMON = 0xFFF2;

  /** The index is in the {@link SectionType#SYMTAB_SHNDX} section. */
  public static final int SHN_XINDEX = 0xFFFF;

  /**
   * What {@link #sectionIndex} holds for {@link #SHN_ABS}: negative, so that objects with more than
   * 65,280 sections keep their indexes.
   */
  public static final int ABSOLUTE = -1;

  /** What {@link #sectionIndex} holds for {@link #SHN_COMMON}. */
  public static final int COMMON = -2;

  /** Returns whether only its own object sees it. */
  public boolean isLocal() {
    return binding == STB_LOCAL;
  }

  /** Returns whether it gives way to a global definition. */
  public boolean isWeak() {
    return binding == STB_WEAK;
  }

  /** Returns whether another object must define it. */
  public boolean isUndefined() {
    return sectionIndex == SHN_UNDEF;
  }

  /** Returns whether it is an absolute value. */
  public boolean isAbsolute() {
    return sectionIndex == ABSOLUTE;
  }

  /** Returns whether it is a common block. */
  public boolean isCommon() {
    return sectionIndex == COMMON;
  }

  /** Returns whether it is a section of its object. */
  public boolean isInSection() {
    return sectionIndex > 0;
  }
}
