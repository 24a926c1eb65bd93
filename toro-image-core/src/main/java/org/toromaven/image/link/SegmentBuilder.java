// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * Copies the sections to their places, carries out their relocations, sets the traps and fills the
 * table.
 */
final class SegmentBuilder {

  /** An {@code int3}: a jump into padding stops instead of running on. */
  private static final byte CODE_PADDING = (byte) 0xCC;

  private final LiveSections live;
  private final Layout layout;
  private final RelocationApplier applier;
  private final InstructionTraps traps;

  private SegmentBuilder(
      LiveSections live, Layout layout, RelocationApplier applier, InstructionTraps traps) {
    this.live = live;
    this.layout = layout;
    this.applier = applier;
    this.traps = traps;
  }

  /** Builds the segments with contents or memory, in address order. */
  static List<Segment> build(
      Resolution resolution, LiveSections live, Layout layout, Diagnostics diagnostics)
      throws ElfFormatException {
    SegmentBuilder builder =
        new SegmentBuilder(
            live,
            layout,
            new RelocationApplier(resolution, layout, diagnostics),
            resolution.wraps().traps());
    List<Segment> segments = new ArrayList<>();
    builder.add(segments, Permission.TEXT, layout.part(Permission.TEXT).end());
    builder.add(segments, Permission.RODATA, layout.part(Permission.RODATA).end());
    builder.add(segments, Permission.DATA, layout.imageEnd());
    return segments;
  }

  private void add(List<Segment> segments, Permission permission, long memoryEnd)
      throws ElfFormatException {
    long address = layout.part(permission).start();
    if (memoryEnd > address) {
      byte[] contents = contents(permission, address);
      segments.add(
          new Segment(permission, address, view(permission, contents), memoryEnd - address));
    }
  }

  /** A loader fills up with zeros what the file does not hold of the variables. */
  private static ByteView view(Permission permission, byte[] contents) throws ElfFormatException {
    int end = contents.length;
    while (permission == Permission.DATA && end > 0 && contents[end - 1] == 0) {
      end--;
    }
    return ByteView.of("image", contents).slice(0, end, "segment");
  }

  private byte[] contents(Permission permission, long address) throws ElfFormatException {
    byte[] bytes = new byte[Math.toIntExact(contentsEnd(permission, address) - address)];
    if (permission == Permission.TEXT) {
      Arrays.fill(bytes, CODE_PADDING);
    }
    for (OutputSection output : layout.outputs()) {
      if (output.kind().permission() == permission) {
        fill(output, bytes, address);
      }
    }
    return bytes;
  }

  private long contentsEnd(Permission permission, long address) {
    long end = address;
    for (OutputSection output : layout.outputs()) {
      if (output.kind().permission() == permission && output.kind() != OutputKind.TBSS) {
        end = Math.max(end, output.end());
      }
    }
    return end;
  }

  private void fill(OutputSection output, byte[] bytes, long segmentAddress)
      throws ElfFormatException {
    if (output.kind() == OutputKind.TBSS) {
      return;
    }
    if (output.kind() == OutputKind.GOT) {
      fillTable(bytes, (int) (output.address() - segmentAddress));
    }
    if (output.kind() == OutputKind.PROGRAM_FILE) {
      byte[] file = layout.file().contents(layout);
      System.arraycopy(file, 0, bytes, (int) (output.address() - segmentAddress), file.length);
    }
    for (InputSection input : output.inputs()) {
      int start = (int) (layout.address(input) - segmentAddress);
      Arrays.fill(bytes, start, start + (int) input.header().sizeBytes(), (byte) 0);
      input.contents().copyTo(bytes, start);
      applier.apply(input, bytes, start);
      traps.apply(live.trapped(input), bytes, start);
    }
  }

  private void fillTable(byte[] bytes, int start) {
    int index = start;
    for (GotTable.Entry entry : layout.got().entries()) {
      long value = layout.value(entry.symbol());
      long stored = entry.threadOffset() ? value - layout.threadPointer() : value;
      new Patch(bytes, index).u8(stored);
      index += GotTable.ENTRY_SIZE_BYTES;
    }
  }
}
