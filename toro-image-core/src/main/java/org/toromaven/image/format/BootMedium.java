// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.Segment;

/**
 * What a BIOS boots from (boot ABI 10): the boot sector, stage 2 and the segments, each starting at
 * a sector.
 *
 * <pre>
 *   boot sector  512 bytes; at 4: u1 stage 2 is loaded with it
 *   stage 2      1536 bytes; at 4: u4 entry, u4 sector shift, u4 segment count,
 *                4 x (u4 first sector, u4 bytes, u4 address, u4 bytes in memory), command line[256]
 *   segments     contents, padded to whole sectors
 * </pre>
 */
final class BootMedium {

  static final String BOOT_SECTOR = ".toro.disk.boot_sector";
  static final String STAGE_2 = ".toro.disk.stage_2";
  static final int SECTOR_SIZE_BYTES = 512;
  static final int LOADER_SIZE_BYTES = 2048;

  private static final int STAGE_2_SIZE_BYTES = LOADER_SIZE_BYTES - SECTOR_SIZE_BYTES;
  private static final int STAGE_2_LOADED = 4;
  private static final int PARAMETERS = 4;
  private static final int SEGMENTS_MAX = 4;
  private static final int COMMAND_LINE_SIZE_BYTES = 256;

  private final ImageSource source;
  private final int sectorShift;

  /**
   * Makes a medium.
   *
   * @param source what to boot
   * @param sectorShift the size of a sector as a power of two: 9 for a disk, 11 for a CD
   */
  BootMedium(ImageSource source, int sectorShift) {
    this.source = source;
    this.sectorShift = sectorShift;
  }

  /**
   * Makes boot sector and stage 2.
   *
   * @param firstSector the sector where the segments start
   * @param loadedTogether whether the BIOS loads both at once
   * @return {@value #LOADER_SIZE_BYTES} bytes
   */
  byte[] loader(long firstSector, boolean loadedTogether) throws LinkException {
    byte[] bootSector = code(BOOT_SECTOR, SECTOR_SIZE_BYTES);
    byte[] stage2 = code(STAGE_2, STAGE_2_SIZE_BYTES);
    bootSector[STAGE_2_LOADED] = (byte) (loadedTogether ? 1 : 0);
    byte[] parameters = parameters(firstSector);
    System.arraycopy(parameters, 0, stage2, PARAMETERS, parameters.length);
    return new ByteSink().bytes(bootSector).bytes(stage2).toBytes();
  }

  private byte[] parameters(long firstSector) throws LinkException {
    List<Segment> segments = source.image().segments();
    ByteSink out = new ByteSink();
    out.u4(source.entryAddress()).u4(sectorShift).u4(segments.size());
    long sector = firstSector;
    for (Segment segment : segments) {
      out.u4(sector).u4(segment.contents().length());
      out.u4(segment.address()).u4(segment.memorySizeBytes());
      sector += sectors(segment);
    }
    out.padTo(3 * 4 + SEGMENTS_MAX * 16L);
    byte[] commandLine = source.commandLine().getBytes(StandardCharsets.UTF_8);
    if (commandLine.length >= COMMAND_LINE_SIZE_BYTES) {
      throw ElfImages.missing(
          "the command line of a disk has room for "
              + (COMMAND_LINE_SIZE_BYTES - 1)
              + " bytes: "
              + commandLine.length);
    }
    return out.bytes(commandLine).u1(0).toBytes();
  }

  /** Writes the segments, each padded to whole sectors. */
  void writeSegments(ByteSink out) {
    for (Segment segment : source.image().segments()) {
      out.bytes(segment.contents()).align(1L << sectorShift);
    }
  }

  private long sectors(Segment segment) {
    return Alignment.up(segment.contents().length(), 1L << sectorShift) >> sectorShift;
  }

  private byte[] code(String section, int sizeBytes) throws LinkException {
    ByteView contents =
        source
            .image()
            .rawSection(section)
            .filter(found -> found.length() == sizeBytes)
            .orElseThrow(
                () ->
                    ElfImages.missing(
                        "no boot code of "
                            + sizeBytes
                            + " bytes in the inputs: section "
                            + section));
    return contents.copy();
  }
}
