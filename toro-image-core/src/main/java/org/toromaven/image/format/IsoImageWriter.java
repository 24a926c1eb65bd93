// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.nio.charset.StandardCharsets;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.LinkException;

/**
 * Writes a CD image that a BIOS boots without emulation (ECMA-119; "El Torito" 1.0). Sectors have
 * 2048 bytes:
 *
 * <pre>
 *   0..15  system area, zero        19, 20  path tables, little and big endian
 *   16     primary descriptor       21      root directory
 *   17     boot record              22      boot catalogue
 *   18     end of descriptors       23      boot sector and stage 2
 *                                   24      the segments
 * </pre>
 *
 * From 23 on it is the one file of the disk, TORO.BIN.
 */
final class IsoImageWriter implements ImageWriter {

  private static final int SECTOR_SHIFT = 11;
  private static final int SECTOR = 1 << SECTOR_SHIFT;
  private static final int DESCRIPTORS = 16;
  private static final int PATH_TABLE_LITTLE = 19;
  private static final int PATH_TABLE_BIG = 20;
  private static final int ROOT = 21;
  private static final int CATALOGUE = 22;
  private static final int LOADER = 23;
  private static final int PATH_TABLE_BYTES = 10;
  private static final int LOADED_BLOCKS = BootMedium.LOADER_SIZE_BYTES / 512;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    BootMedium medium = new BootMedium(source, SECTOR_SHIFT);
    ByteSink file = new ByteSink().bytes(medium.loader(LOADER + 1, true));
    medium.writeSegments(file);
    int sectorCount = LOADER + (file.size() >> SECTOR_SHIFT);

    ByteSink out = new ByteSink().padTo((long) DESCRIPTORS * SECTOR);
    writePrimaryDescriptor(out, sectorCount);
    writeBootRecord(out);
    descriptorStart(out, 255);
    out.padTo((long) PATH_TABLE_LITTLE * SECTOR).u1(1).u1(0).u4(ROOT).u2(1).u2(0);
    out.padTo((long) PATH_TABLE_BIG * SECTOR).u1(1).u1(0).bigEndian4(ROOT).bigEndian2(1).u2(0);
    out.padTo((long) ROOT * SECTOR);
    writeDirectoryRecord(out, ROOT, SECTOR, true, new byte[] {0});
    writeDirectoryRecord(out, ROOT, SECTOR, true, new byte[] {1});
    writeDirectoryRecord(out, LOADER, file.size(), false, ascii("TORO.BIN;1"));
    writeCatalogue(out.padTo((long) CATALOGUE * SECTOR));
    return out.padTo((long) LOADER * SECTOR).bytes(file.toBytes()).toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void descriptorStart(ByteSink out, int type) {
    out.u1(type).bytes(ascii("CD001")).u1(1);
  }

  /** ECMA-119 8.4; fields of both byte orders come little endian first. */
  private static void writePrimaryDescriptor(ByteSink out, int sectorCount) {
    int start = out.size();
    descriptorStart(out, 1);
    out.u1(0).bytes(ascii(padded("", 32))).bytes(ascii(padded("TORO", 32))).u8(0);
    both4(out, sectorCount).padTo(start + 120L);
    both2(both2(both2(out, 1), 1), SECTOR);
    both4(out, PATH_TABLE_BYTES).u4(PATH_TABLE_LITTLE).u4(0);
    out.bigEndian4(PATH_TABLE_BIG).bigEndian4(0);
    writeDirectoryRecord(out, ROOT, SECTOR, true, new byte[] {0});
    out.bytes(ascii(padded("", 128 * 4 + 37 * 3)));
    for (int date = 0; date < 4; date++) {
      out.bytes(ascii("0000000000000000")).u1(0);
    }
    out.u1(1).padTo(start + (long) SECTOR);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static ByteSink both2(ByteSink out, int value) {
    return out.u2(value).bigEndian2(value);
  }

  private static ByteSink both4(ByteSink out, int value) {
    return out.u4(value).bigEndian4(value);
  }

  /** El Torito 2.0, "Boot Record Volume Descriptor". */
  private static void writeBootRecord(ByteSink out) {
    int start = out.size();
    descriptorStart(out, 0);
    out.bytes(ascii("EL TORITO SPECIFICATION")).padTo(start + 71L).u4(CATALOGUE);
    out.padTo(start + (long) SECTOR);
  }

  /** ECMA-119 9.1; the date is 1970-01-01, so that the same inputs give the same bytes. */
  private static void writeDirectoryRecord(
      ByteSink out, int sector, int sizeBytes, boolean directory, byte[] name) {
    int length = 33 + name.length + (name.length % 2 == 0 ? 1 : 0);
    out.u1(length).u1(0);
    both4(both4(out, sector), sizeBytes);
    out.u1(70).u1(1).u1(1).u1(0).u1(0).u1(0).u1(0);
    out.u1(directory ? 2 : 0).u1(0).u1(0);
    both2(out, 1).u1(name.length).bytes(name);
    if (name.length % 2 == 0) {
      out.u1(0);
    }
  }

  /** El Torito 2.0: validation entry, whose words add up to 0, and the initial entry. */
  private static void writeCatalogue(ByteSink out) {
    int checksum = -(1 + 0xAA55) & 0xFFFF;
    out.u1(1).u1(0).u2(0).padTo(out.size() + 24L).u2(checksum).u1(0x55).u1(0xAA);
    out.u1(0x88).u1(0).u2(0).u1(0).u1(0).u2(LOADED_BLOCKS).u4(LOADER);
  }
}
