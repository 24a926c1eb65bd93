// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SymbolEntry;

/**
 * Takes the padding out of Free Pascal's code. The compiler gives each function a section of its
 * own, aligned to 16 and filled up with zeros to 16: a good 5 % of a small image. Both are for
 * speed alone where no instruction of the function demands an aligned operand; such a function is
 * cut to the size of its symbol and placed at any address (decision 0006).
 */
final class CodePacker {

  /** The compiler's name for a section of one function. */
  private static final String FUNCTION = ".text.n_";

  private static final int ESCAPE = 0x0F;
  private static final int VEX_2 = 0xC5;
  private static final int VEX_3 = 0xC4;
  private static final int EVEX = 0x62;

  private CodePacker() {}

  /** Packs what can be packed of the sections that are to be placed. */
  static void pack(List<InputSection> sections) throws ElfFormatException {
    Map<InputObject, long[]> sizes = new HashMap<>();
    for (InputSection section : sections) {
      if (isFunction(section)) {
        InputObject object = section.object();
        long size =
            sizes.computeIfAbsent(object, CodePacker::functionSizes)[section.header().index()];
        if (size > 0 && isPackable(section, size)) {
          section.pack(size);
        }
      }
    }
  }

  private static boolean isFunction(InputSection section) {
    return section.header().has(SectionFlag.EXECINSTR)
        && section.name().startsWith(FUNCTION)
        && !section.isSynthetic();
  }

  private static boolean isPackable(InputSection section, long size) throws ElfFormatException {
    ByteView contents = section.contents();
    return size <= contents.length()
        && contents.slice(size, contents.length() - size, "padding").isZero()
        && section.relocations().stream().allMatch(entry -> entry.offset() < size)
        && !mayDemandAlignment(contents);
  }

  /**
   * Whether any byte could start an instruction that faults on an unaligned operand (Intel SDM 2,
   * appendix A): the two-byte opcodes of SSE and of FXSAVE, XSAVE and CMPXCHG16B, and the aligned
   * moves of AVX. What only looks like one counts too, so that no code need be decoded.
   */
  private static boolean mayDemandAlignment(ByteView code) throws ElfFormatException {
    int last = code.length() - 1;
    for (int i = 0; i < last; i++) {
      boolean demands =
          switch (code.u1(i)) {
            case ESCAPE -> isVectorOpcode(code.u1(i + 1));
            case VEX_2 -> isAlignedMove(code, i + 2);
            case VEX_3 -> isAlignedMove(code, i + 3);
            case EVEX -> isAlignedMove(code, i + 4);
            default -> false;
          };
      if (demands) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVectorOpcode(int opcode) {
    return (opcode >= 0x10 && opcode <= 0x17)
        || (opcode >= 0x28 && opcode <= 0x2F)
        || opcode == 0x38
        || opcode == 0x3A
        || (opcode >= 0x50 && opcode <= 0x7F)
        || opcode == 0xAE
        || opcode == 0xC2
        || (opcode >= 0xC4 && opcode <= 0xC7)
        || opcode >= 0xD0;
  }

  private static boolean isAlignedMove(ByteView code, int at) throws ElfFormatException {
    return at < code.length()
        && switch (code.u1(at)) {
          case 0x28, 0x29, 0x2A, 0x2B, 0x6F, 0x7F, 0xE7 -> true;
          default -> false;
        };
  }

  /**
   * Returns the size of the one function of each section, by section index: 0 where a section has
   * symbols anywhere but at its start, or none that says where its code ends.
   */
  private static long[] functionSizes(InputObject object) {
    long[] sizes = new long[object.sectionCount()];
    boolean[] inside = new boolean[sizes.length];
    for (SymbolEntry symbol : object.elf().symbols()) {
      if (symbol.isInSection() && symbol.type() != SymbolEntry.STT_SECTION) {
        int section = symbol.sectionIndex();
        inside[section] |= symbol.value() != 0;
        if (symbol.type() == SymbolEntry.STT_FUNC) {
          sizes[section] = Math.max(sizes[section], symbol.sizeBytes());
        }
      }
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = inside[i] ? 0 : sizes[i];
    }
    return sizes;
  }
}
