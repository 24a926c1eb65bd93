// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;

/**
 * Instructions of two bytes that become an {@code INT} of the same size (boot ABI 3), everywhere
 * but in the kernel, whose gates carry them out. Code is read from its start, instruction by
 * instruction, so that bytes which only look like one stay; a section with an instruction that is
 * not known here stays whole.
 *
 * @param vectors the number of the interrupt by the instruction's bytes, the first in the high byte
 */
record InstructionTraps(Map<Integer, Integer> vectors) {

  /** Every instruction stays. */
  static final InstructionTraps NONE = new InstructionTraps(Map.of());

  private static final int INT = 0xCD;

  /** A place in a section, and the two bytes there. */
  record Site(int offset, int instruction) {}

  /** Keeps a copy. */
  InstructionTraps {
    vectors = Map.copyOf(vectors);
  }

  /** Returns the name of the condition that holds when an instruction is in the image. */
  static String condition(int instruction) {
    return String.format("trap:%04X", instruction);
  }

  /** Returns where in a section, which is in the image, the instructions are. */
  List<Site> sites(InputSection section) throws ElfFormatException {
    boolean candidate =
        !vectors.isEmpty()
            && !section.object().isKernel()
            && section.header().has(SectionFlag.EXECINSTR)
            && hasCandidate(section.contents());
    return candidate ? decode(section.contents()) : List.of();
  }

  /**
   * Replaces instructions.
   *
   * @param sites where they are in their section
   * @param bytes the segment that holds the section's contents
   * @param start where in the segment its contents start
   */
  void apply(List<Site> sites, byte[] bytes, int start) {
    for (Site site : sites) {
      Patch patch = new Patch(bytes, start + site.offset());
      patch.at(0, INT);
      patch.at(1, vectors.get(site.instruction()));
    }
  }

  private boolean hasCandidate(ByteView code) throws ElfFormatException {
    for (int i = 0; i + 1 < code.length(); i++) {
      if (vectors.containsKey(code.u1(i) << 8 | code.u1(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private List<Site> decode(ByteView code) throws ElfFormatException {
    List<Site> sites = new ArrayList<>();
    int end = withoutPadding(code);
    int offset = 0;
    while (offset < end) {
      int size = InstructionLength.of(code, offset);
      if (size == InstructionLength.UNKNOWN || offset + size > code.length()) {
        return List.of();
      }
      if (size == 2 && vectors.containsKey(code.u1(offset) << 8 | code.u1(offset + 1))) {
        sites.add(new Site(offset, code.u1(offset) << 8 | code.u1(offset + 1)));
      }
      offset += size;
    }
    return sites;
  }

  /** Zeros fill functions up, and need not be whole instructions. */
  private static int withoutPadding(ByteView code) throws ElfFormatException {
    int end = code.length();
    while (end > 0 && code.u1(end - 1) == 0) {
      end--;
    }
    return end;
  }
}
