// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

/** Values of {@code sh_type} (gABI 4, "Section Header"). */
public final class SectionType {
  /** Inactive header. */
  public static final int NULL = 0;

  /** Bytes of the program. */
  public static final int PROGBITS = 1;

  /** Symbol table. */
  public static final int SYMTAB = 2;

  /** String table. */
  public static final int STRTAB = 3;

  /** Relocations with addends. */
  public static final int RELA = 4;

  /** Notes. */
  public static final int NOTE = 7;

  /** No bytes in the file; zero in memory. */
  public static final int NOBITS = 8;

  /** Relocations without addends; x86-64 does not use them. */
  public static final int REL = 9;

  /** Pointers to initialization functions. */
  public static final int INIT_ARRAY = 14;

  /** Pointers to termination functions. */
  public static final int FINI_ARRAY = 15;

  /** Pointers to functions that run before all other initialization. */
  public static final int PREINIT_ARRAY = 16;

  /** A section group. */
  public static final int GROUP = 17;

  /** Section indexes of symbols that do not fit in 16 bits. */
  public static final int SYMTAB_SHNDX = 18;

  private SectionType() {}
}
