// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.LinkException;

/**
 * Writes the disk as a fixed Virtual Hard Disk ("Virtual Hard Disk Image Format Specification"
 * 1.0): the raw disk and a footer of 512 bytes, big endian. Time and identity come from the
 * contents, so that the same inputs give the same bytes.
 */
final class VhdImageWriter implements ImageWriter {

  private static final int SECTOR = BootMedium.SECTOR_SIZE_BYTES;
  private static final int FOOTER_CHECKSUM = 64;
  private static final int RESERVED_FEATURE = 2;
  private static final int VERSION = 0x0001_0000;
  private static final int FIXED = 2;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    byte[] disk = new DiskImageWriter().write(source);
    byte[] footer = footer(disk, 0);
    return new ByteSink().bytes(disk).bytes(footer(disk, checksum(footer))).toBytes();
  }

  private static byte[] footer(byte[] disk, int checksum) {
    UUID identity = UUID.nameUUIDFromBytes(disk);
    ByteSink out = new ByteSink();
    out.bytes(ascii("conectix")).bigEndian4(RESERVED_FEATURE).bigEndian4(VERSION);
    out.bigEndian8(-1).bigEndian4(0);
    out.bytes(ascii("win ")).bigEndian4(VERSION).bytes(ascii("Wi2k"));
    out.bigEndian8(disk.length).bigEndian8(disk.length);
    out.bigEndian4(geometry(disk.length / SECTOR)).bigEndian4(FIXED);
    out.padTo(FOOTER_CHECKSUM).bigEndian4(checksum);
    out.bigEndian8(identity.getMostSignificantBits());
    out.bigEndian8(identity.getLeastSignificantBits());
    return out.u1(0).padTo(SECTOR).toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Cylinders, heads and sectors as the specification's appendix chooses them. */
  private static long geometry(int totalSectors) {
    int sectorsPerTrack = 17;
    int cylinderTimesHeads = totalSectors / sectorsPerTrack;
    int heads = Math.max(4, (cylinderTimesHeads + 1023) / 1024);
    if (cylinderTimesHeads >= heads * 1024 || heads > 16) {
      sectorsPerTrack = 31;
      heads = 16;
      cylinderTimesHeads = totalSectors / sectorsPerTrack;
    }
    if (cylinderTimesHeads >= heads * 1024) {
      sectorsPerTrack = 63;
      heads = 16;
      cylinderTimesHeads = totalSectors / sectorsPerTrack;
    }
    int cylinders = cylinderTimesHeads / heads;
    return (long) cylinders << 16 | (long) heads << 8 | sectorsPerTrack;
  }

  /** The complement of the sum of the footer's bytes, its own field as zero. */
  private static int checksum(byte[] footer) {
    int sum = 0;
    for (byte value : footer) {
      sum += value & 0xFF;
    }
    return ~sum;
  }
}
