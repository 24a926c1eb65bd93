// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.X86_64Relocation;

/**
 * Rewrites instructions that read an address from the global offset table so that they hold the
 * address themselves (psABI B.2, "Optimize GOTPCRELX Relocations"). Applied to R_X86_64_GOTPCREL
 * too: Free Pascal uses it on {@code mov} only.
 */
enum GotRelaxation {
  /** The instruction stays and reads the table. */
  NONE,
  /** {@code mov foo@GOTPCREL(%rip), %reg} becomes {@code lea foo(%rip), %reg}. */
  MOV_TO_LEA,
  /** {@code call *foo@GOTPCREL(%rip)} becomes {@code addr32 call foo}. */
  CALL_DIRECT,
  /** {@code jmp *foo@GOTPCREL(%rip)} becomes {@code jmp foo; nop}. */
  JMP_DIRECT;

  static final int OPCODE_LEA = 0x8D;
  static final int OPCODE_CALL = 0xE8;
  static final int OPCODE_JMP = 0xE9;
  static final int OPCODE_NOP = 0x90;
  static final int PREFIX_ADDR32 = 0x67;

  private static final int OPCODE_MOV = 0x8B;
  private static final int OPCODE_INDIRECT = 0xFF;
  private static final int MODRM_RIP_MASK = 0xC7;
  private static final int MODRM_RIP = 0x05;
  private static final int MODRM_CALL_RIP = 0x15;
  private static final int MODRM_JMP_RIP = 0x25;
  private static final long DISPLACEMENT_ADDEND = -4;

  /**
   * Decides about one relocation.
   *
   * @param code the section's contents
   * @param relocation the relocation
   * @param type its type
   * @param target the symbol; one without an address in the image keeps its table entry
   * @return how to rewrite the instruction
   */
  static GotRelaxation of(
      ByteView code, RelocationEntry relocation, X86_64Relocation type, Symbol target)
      throws ElfFormatException {
    boolean inImage = target.kind() == Symbol.Kind.SECTION || target.kind() == Symbol.Kind.LINKER;
    long at = relocation.offset();
    if (!inImage || relocation.addend() != DISPLACEMENT_ADDEND || at < 2) {
      return NONE;
    }
    int opcode = code.u1(at - 2);
    int modrm = code.u1(at - 1);
    if (opcode == OPCODE_MOV && (modrm & MODRM_RIP_MASK) == MODRM_RIP) {
      return MOV_TO_LEA;
    }
    if (opcode != OPCODE_INDIRECT || type != X86_64Relocation.R_X86_64_GOTPCRELX) {
      return NONE;
    }
    return switch (modrm) {
      case MODRM_CALL_RIP -> CALL_DIRECT;
      case MODRM_JMP_RIP -> JMP_DIRECT;
      default -> NONE;
    };
  }
}
