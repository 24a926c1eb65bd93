// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * Sizes of instructions in 64-bit mode (Intel SDM 2, chapter 2 and the opcode maps of appendix A).
 * Knows what compilers emit: no EVEX, no XOP, no opcode that is undefined in 64-bit mode.
 */
final class InstructionLength {

  /** What {@link #of} answers for bytes that it does not know. */
  static final int UNKNOWN = 0;

  private static final int ESCAPE = 0x0F;
  private static final int ESCAPE_38 = 0x38;
  private static final int ESCAPE_3A = 0x3A;
  private static final int VEX_3 = 0xC4;
  private static final int VEX_2 = 0xC5;
  private static final int VEX_MAP = 0x1F;
  private static final int OPERAND_SIZE = 0x66;
  private static final int ADDRESS_SIZE = 0x67;

  /** Operands by opcode, in a text of 256 letters: see {@link #skip}. */
  private static final String ONE_BYTE =
      // 00: eight times the arithmetic group; 26, 2E, 36, 3E, 0F are no opcodes of their own
      "mmmmbzxx".repeat(8)
          // 40: REX; 50: push, pop
          + "x".repeat(16)
          + "-".repeat(16)
          // 60
          + "xxxmxxxxzZbB----"
          // 70
          + "b".repeat(16)
          // 80
          + "BZxBmmmmmmmmmmmm"
          // 90
          + "----------x-----"
          // A0
          + "oooo----bz------"
          // B0
          + "bbbbbbbbqqqqqqqq"
          // C0
          + "BBw-xxBZe-w--bx-"
          // D0
          + "mmmmxxx-mmmmmmmm"
          // E0
          + "bbbbbbbbddxb----"
          // F0
          + "x-xx--tT------mm";

  /** The same after 0F. */
  private static final String TWO_BYTE =
      // 00
      "mmmmx---"
          + "--x-xm-B"
          // 10
          + "m".repeat(16)
          // 20
          + "mmmmxxxx"
          + "mmmmmmmm"
          // 30
          + "--------"
          + "xxxxxxxx"
          // 40, 50, 60
          + "m".repeat(48)
          // 70
          + "BBBBmmm-"
          + "mmxxmmmm"
          // 80
          + "d".repeat(16)
          // 90
          + "m".repeat(16)
          // A0
          + "---mBmxx"
          + "---mBmmm"
          // B0
          + "m".repeat(10)
          + "Bmmmmm"
          // C0
          + "mmBmBBBm"
          + "--------"
          // D0, E0, F0
          + "m".repeat(48);

  private final ByteView code;
  private final int start;
  private int at;
  private boolean shortOperand;
  private boolean shortAddress;
  private boolean wide;

  private InstructionLength(ByteView code, int start) {
    this.code = code;
    this.start = start;
    this.at = start;
  }

  /**
   * Measures an instruction.
   *
   * @param code what it is in
   * @param start where it begins
   * @return its size in bytes, with prefixes, which may be more than is left of the code; {@link
   *     #UNKNOWN} for no instruction known here
   */
  static int of(ByteView code, int start) throws ElfFormatException {
    return new InstructionLength(code, start).measure();
  }

  private int measure() throws ElfFormatException {
    int opcode = next();
    while (isPrefix(opcode)) {
      shortOperand |= opcode == OPERAND_SIZE;
      shortAddress |= opcode == ADDRESS_SIZE;
      opcode = next();
    }
    if (opcode == VEX_2 || opcode == VEX_3) {
      return skipVex(opcode);
    }
    if (opcode >> 4 == 4) {
      wide = (opcode & 8) != 0;
      opcode = next();
    }
    return opcode == ESCAPE ? skipEscaped(next()) : skip(ONE_BYTE.charAt(opcode));
  }

  /** Groups 1 to 4 of the prefixes (SDM 2, 2.1.1). */
  private static boolean isPrefix(int value) {
    return switch (value) {
      case 0xF0, 0xF2, 0xF3, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65, OPERAND_SIZE, ADDRESS_SIZE -> true;
      default -> false;
    };
  }

  private int skipEscaped(int opcode) throws ElfFormatException {
    if (opcode == ESCAPE_38 || opcode == ESCAPE_3A) {
      next();
      return skip(opcode == ESCAPE_38 ? 'm' : 'B');
    }
    return skip(TWO_BYTE.charAt(opcode));
  }

  /** SDM 2, 2.3.5: the map of opcodes is in the second byte of three, else it is that of 0F. */
  private int skipVex(int prefix) throws ElfFormatException {
    int second = next();
    int map = 1;
    if (prefix == VEX_3) {
      map = second & VEX_MAP;
      next();
    }
    int opcode = next();
    return switch (map) {
      case 1 -> skip(TWO_BYTE.charAt(opcode));
      case 2 -> skip('m');
      case 3 -> skip('B');
      default -> UNKNOWN;
    };
  }

  /**
   * Skips the operands of an opcode.
   *
   * <p>{@code -} none; {@code x} unknown; {@code m} ModRM; {@code b w d z q} an immediate of 8, 16,
   * 32 bits, of the operand's size up to 32 bits, up to 64; {@code B Z} ModRM and that immediate;
   * {@code t T} the same where ModRM says TEST; {@code o} an address; {@code e} those of ENTER.
   */
  private int skip(char operands) throws ElfFormatException {
    switch (operands) {
      case '-' -> {}
      case 'm' -> skipModRm();
      case 'b' -> at += 1;
      case 'w' -> at += 2;
      case 'd' -> at += 4;
      case 'z' -> at += immediate();
      case 'q' -> at += wide ? 8 : immediate();
      case 'o' -> at += shortAddress ? 4 : 8;
      case 'e' -> at += 3;
      case 'B' -> {
        skipModRm();
        at += 1;
      }
      case 'Z' -> {
        skipModRm();
        at += immediate();
      }
      case 't', 'T' -> {
        boolean test = (skipModRm() >> 3 & 7) < 2;
        int size = operands == 't' ? 1 : immediate();
        at += test ? size : 0;
      }
      default -> {
        return UNKNOWN;
      }
    }
    return at - start;
  }

  private int immediate() {
    return shortOperand && !wide ? 2 : 4;
  }

  /** Skips ModRM, SIB and displacement (SDM 2, tables 2-2 and 2-3); returns ModRM. */
  private int skipModRm() throws ElfFormatException {
    int modRm = next();
    int mode = modRm >> 6;
    int base = modRm & 7;
    if (mode == 3) {
      return modRm;
    }
    if (base == 4) {
      base = next() & 7;
    }
    if (mode == 1) {
      at += 1;
    } else if (mode == 2 || base == 5) {
      at += 4;
    }
    return modRm;
  }

  /** Zero where the code has ended. */
  private int next() throws ElfFormatException {
    int index = at++;
    return index < code.length() ? code.u1(index) : 0;
  }
}
