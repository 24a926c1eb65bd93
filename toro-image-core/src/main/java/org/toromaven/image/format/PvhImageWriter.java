// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.OutputKind;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.PlacedOutput;
import org.toromaven.image.link.Segment;

/**
 * Writes a 64-bit ELF file with the PVH note (Xen PVH ABI) whose entry is that of the Linux 64-bit
 * boot protocol (gABI 4):
 *
 * <pre>
 *   Elf64_Ehdr     64 bytes, EM_X86_64, no section headers
 *   Elf64_Phdr[n]  56 bytes each, one PT_LOAD a segment and one PT_NOTE
 *   contents       of the segments
 * </pre>
 *
 * The multiboot header is blanked: a loader that finds one refuses a 64-bit file instead of reading
 * the note.
 */
final class PvhImageWriter implements ImageWriter {

  private static final int HEADER_SIZE_BYTES = 64;
  private static final int PROGRAM_HEADER_SIZE_BYTES = 56;
  static final int EM_X86_64 = 62;
  private static final int NOTE_ALIGNMENT = 4;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    LinkedImage image = source.image();
    PlacedOutput note =
        image
            .output(OutputKind.NOTE)
            .orElseThrow(
                () ->
                    ElfImages.missing(
                        "no PVH note in the inputs: section .note.toro.pvh of the boot stub"));
    List<Segment> segments = withoutMultiboot(image);
    int headerCount = segments.size() + 1;
    int headersEnd = HEADER_SIZE_BYTES + PROGRAM_HEADER_SIZE_BYTES * headerCount;
    List<Integer> offsets = ElfImages.packedOffsets(segments, headersEnd);
    ByteSink out = new ByteSink();
    writeHeader(out, source.entryAddress(), headerCount);
    for (int i = 0; i < segments.size(); i++) {
      writeLoad(out, segments.get(i), offsets.get(i));
    }
    writeNote(out, note, segments, offsets);
    for (int i = 0; i < segments.size(); i++) {
      out.padTo(offsets.get(i)).bytes(segments.get(i).contents());
    }
    return out.toBytes();
  }

  private static void writeHeader(ByteSink out, long entry, int headerCount) {
    ElfImages.writeIdentification(out, ElfImages.CLASS_64);
    out.u2(ElfImages.ET_EXEC).u2(EM_X86_64).u4(1);
    out.u8(entry).u8(HEADER_SIZE_BYTES).u8(0).u4(0);
    out.u2(HEADER_SIZE_BYTES).u2(PROGRAM_HEADER_SIZE_BYTES).u2(headerCount);
    out.u2(0).u2(0).u2(0);
  }

  private static void writeLoad(ByteSink out, Segment segment, int offset) {
    out.u4(ElfImages.PT_LOAD).u4(ElfImages.flags(segment.permission()));
    out.u8(offset).u8(segment.address()).u8(segment.address());
    out.u8(segment.contents().length()).u8(segment.memorySizeBytes()).u8(ElfImages.FILE_ALIGNMENT);
  }

  private static void writeNote(
      ByteSink out, PlacedOutput note, List<Segment> segments, List<Integer> offsets) {
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (segment.permission() == Permission.RODATA) {
        long offset = offsets.get(i) + note.address() - segment.address();
        out.u4(ElfImages.PT_NOTE).u4(ElfImages.flags(Permission.RODATA));
        out.u8(offset).u8(note.address()).u8(note.address());
        out.u8(note.sizeBytes()).u8(note.sizeBytes()).u8(NOTE_ALIGNMENT);
      }
    }
  }

  private static List<Segment> withoutMultiboot(LinkedImage image) {
    List<Segment> segments = new ArrayList<>(image.segments());
    image
        .output(OutputKind.MULTIBOOT)
        .ifPresent(header -> segments.set(0, blanked(segments.get(0), header)));
    return segments;
  }

  private static Segment blanked(Segment segment, PlacedOutput header) {
    byte[] contents = segment.contents().copy();
    int start = (int) (header.address() - segment.address());
    Arrays.fill(contents, start, start + (int) header.sizeBytes(), (byte) 0);
    ByteView view = ByteView.of("image", contents);
    return new Segment(segment.permission(), segment.address(), view, segment.memorySizeBytes());
  }
}
