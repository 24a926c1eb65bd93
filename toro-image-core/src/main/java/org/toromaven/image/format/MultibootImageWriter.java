// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.util.List;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.Segment;

/**
 * Writes a 32-bit ELF file that multiboot loaders start (Multiboot 3.1, gABI 4):
 *
 * <pre>
 *   Elf32_Ehdr     52 bytes, EM_386, no section headers
 *   Elf32_Phdr[n]  32 bytes each, one PT_LOAD a segment
 *   contents       of the first segment, which starts with the multiboot header; then the others
 * </pre>
 *
 * Contents are packed: loaders copy them, so that nothing needs to start at a page of the file.
 */
final class MultibootImageWriter implements ImageWriter {

  private static final int HEADER_SIZE_BYTES = 52;
  private static final int PROGRAM_HEADER_SIZE_BYTES = 32;
  private static final int SEARCHED_BYTES = 8192;
  private static final int MULTIBOOT_HEADER_SIZE_BYTES = 12;
  private static final long MULTIBOOT_MAGIC = 0x1BADB002L;
  private static final int EM_386 = 3;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    LinkedImage image = source.image();
    List<Segment> segments = image.segments();
    int headersEnd = HEADER_SIZE_BYTES + PROGRAM_HEADER_SIZE_BYTES * segments.size();
    List<Integer> offsets = ElfImages.packedOffsets(segments, headersEnd);
    checkMultibootHeader(segments.get(0), offsets.get(0));
    ByteSink out = new ByteSink();
    writeHeader(out, source.entryAddress(), segments.size());
    for (int i = 0; i < segments.size(); i++) {
      writeProgramHeader(out, segments.get(i), offsets.get(i));
    }
    for (int i = 0; i < segments.size(); i++) {
      out.padTo(offsets.get(i)).bytes(segments.get(i).contents());
    }
    return out.toBytes();
  }

  private static void writeHeader(ByteSink out, long entry, int segmentCount) {
    ElfImages.writeIdentification(out, ElfImages.CLASS_32);
    out.u2(ElfImages.ET_EXEC).u2(EM_386).u4(1);
    out.u4(entry).u4(HEADER_SIZE_BYTES).u4(0).u4(0);
    out.u2(HEADER_SIZE_BYTES).u2(PROGRAM_HEADER_SIZE_BYTES).u2(segmentCount);
    out.u2(0).u2(0).u2(0);
  }

  private static void writeProgramHeader(ByteSink out, Segment segment, int offset) {
    out.u4(ElfImages.PT_LOAD).u4(offset).u4(segment.address()).u4(segment.address());
    out.u4(segment.contents().length()).u4(segment.memorySizeBytes());
    out.u4(ElfImages.flags(segment.permission())).u4(ElfImages.FILE_ALIGNMENT);
  }

  /** Checks magic and checksum where the loader will look for them (Multiboot 3.1.1). */
  private static void checkMultibootHeader(Segment first, int offset) throws LinkException {
    ByteView contents = first.contents();
    boolean near = offset + MULTIBOOT_HEADER_SIZE_BYTES <= SEARCHED_BYTES;
    boolean code = first.permission() == Permission.TEXT;
    if (!near || !code || contents.length() < MULTIBOOT_HEADER_SIZE_BYTES || !isHeader(contents)) {
      throw ElfImages.missing(
          "no multiboot header at the start of the image: section .multiboot of the boot stub");
    }
  }

  private static boolean isHeader(ByteView header) {
    try {
      long sum = header.u4(0) + header.u4(4) + header.u4(8);
      return header.u4(0) == MULTIBOOT_MAGIC && (sum & 0xFFFF_FFFFL) == 0;
    } catch (ElfFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
