// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.Diagnostic;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.Segment;

/** What the ELF writers share (gABI 4 and 5). */
final class ElfImages {

  static final int CLASS_32 = 1;
  static final int CLASS_64 = 2;
  static final int ET_EXEC = 2;
  static final int PT_LOAD = 1;
  static final int PT_NOTE = 4;

  /** Contents start at multiples of this in the file. */
  static final int FILE_ALIGNMENT = 16;

  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  private ElfImages() {}

  /** Writes {@code e_ident} (gABI 4, "ELF Identification"). */
  static void writeIdentification(ByteSink out, int elfClass) {
    out.u4(0x464C457FL).u1(elfClass).u1(1).u1(1).u1(0).u8(0);
  }

  /** Returns the file offset of each segment's contents, one after the other. */
  static List<Integer> packedOffsets(List<Segment> segments, int firstFree) {
    List<Integer> offsets = new ArrayList<>();
    long next = firstFree;
    for (Segment segment : segments) {
      next = Alignment.up(next, FILE_ALIGNMENT);
      offsets.add(Math.toIntExact(next));
      next += segment.contents().length();
    }
    return offsets;
  }

  /** Returns {@code p_flags} of a segment. */
  static int flags(Permission permission) {
    return switch (permission) {
      case TEXT -> PF_R | PF_X;
      case RODATA -> PF_R;
      case DATA, BSS -> PF_R | PF_W;
    };
  }

  /** Makes the exception for an image that lacks a part that its format needs. */
  static LinkException missing(String problem) {
    return new LinkException(
        List.of(new Diagnostic(Diagnostic.Kind.MISSING_PART, "", false, List.of(), 0, problem)));
  }
}
