// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import java.util.Optional;

/** The relocation types of x86-64 (psABI 4.4.1, table 4.9). */
public enum X86_64Relocation {
  R_X86_64_NONE(0, 0),
  R_X86_64_64(1, 8),
  R_X86_64_PC32(2, 4),
  R_X86_64_GOT32(3, 4),
  R_X86_64_PLT32(4, 4),
  R_X86_64_COPY(5, 0),
  R_X86_64_GLOB_DAT(6, 8),
  R_X86_64_JUMP_SLOT(7, 8),
  R_X86_64_RELATIVE(8, 8),
  R_X86_64_GOTPCREL(9, 4),
  R_X86_64_32(10, 4),
  R_X86_64_32S(11, 4),
  R_X86_64_16(12, 2),
  R_X86_64_PC16(13, 2),
  R_X86_64_8(14, 1),
  R_X86_64_PC8(15, 1),
  R_X86_64_DTPMOD64(16, 8),
  R_X86_64_DTPOFF64(17, 8),
  R_X86_64_TPOFF64(18, 8),
  R_X86_64_TLSGD(19, 4),
  R_X86_64_TLSLD(20, 4),
  R_X86_64_DTPOFF32(21, 4),
  R_X86_64_GOTTPOFF(22, 4),
  R_X86_64_TPOFF32(23, 4),
  R_X86_64_PC64(24, 8),
  R_X86_64_GOTOFF64(25, 8),
  R_X86_64_GOTPC32(26, 4),
  R_X86_64_GOT64(27, 8),
  R_X86_64_GOTPCREL64(28, 8),
  R_X86_64_GOTPC64(29, 8),
  R_X86_64_GOTPLT64(30, 8),
  R_X86_64_PLTOFF64(31, 8),
  R_X86_64_SIZE32(32, 4),
  R_X86_64_SIZE64(33, 8),
  R_X86_64_GOTPC32_TLSDESC(34, 4),
  R_X86_64_TLSDESC_CALL(35, 0),
  R_X86_64_TLSDESC(36, 16),
  R_X86_64_IRELATIVE(37, 8),
  R_X86_64_RELATIVE64(38, 8),
  R_X86_64_GOTPCRELX(41, 4),
  R_X86_64_REX_GOTPCRELX(42, 4),
  R_X86_64_CODE_4_GOTPCRELX(43, 4),
  R_X86_64_CODE_4_GOTTPOFF(44, 4),
  R_X86_64_CODE_4_GOTPC32_TLSDESC(45, 4),
  R_X86_64_CODE_5_GOTPCRELX(46, 4),
  R_X86_64_CODE_5_GOTTPOFF(47, 4),
  R_X86_64_CODE_5_GOTPC32_TLSDESC(48, 4),
  R_X86_64_CODE_6_GOTPCRELX(49, 4),
  R_X86_64_CODE_6_GOTTPOFF(50, 4),
  R_X86_64_CODE_6_GOTPC32_TLSDESC(51, 4);

  private static final X86_64Relocation[] BY_NUMBER = new X86_64Relocation[52];

  static {
    for (X86_64Relocation relocation : values()) {
      BY_NUMBER[relocation.number] = relocation;
    }
  }

  private final int number;
  private final int widthBytes;

  X86_64Relocation(int number, int widthBytes) {
    this.number = number;
    this.widthBytes = widthBytes;
  }

  /** Returns the number in a relocation entry. */
  public int number() {
    return number;
  }

  /** Returns how many bytes it patches. */
  public int widthBytes() {
    return widthBytes;
  }

  /** Finds the type for a number; empty for one that the psABI does not define. */
  public static Optional<X86_64Relocation> of(int number) {
    return number >= 0 && number < BY_NUMBER.length
        ? Optional.ofNullable(BY_NUMBER[number])
        : Optional.empty();
  }
}
