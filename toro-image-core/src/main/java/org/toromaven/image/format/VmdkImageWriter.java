// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.nio.charset.StandardCharsets;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.LinkException;

/**
 * Writes the disk as a VMware sparse extent ("Virtual Disk Format 5.0", hosted sparse extents):
 *
 * <pre>
 *   sector 0    header
 *   sector 1    descriptor, 20 sectors
 *   then        grain directory and grain tables, twice
 *   then        grains of 64 KiB, only those that are not zero
 * </pre>
 */
final class VmdkImageWriter implements ImageWriter {

  private static final int SECTOR = BootMedium.SECTOR_SIZE_BYTES;
  private static final int GRAIN_SECTORS = 128;
  private static final int GRAIN_BYTES = GRAIN_SECTORS * SECTOR;
  private static final int TABLE_ENTRIES = 512;
  private static final int TABLE_SECTORS = TABLE_ENTRIES * 4 / SECTOR;
  private static final int DESCRIPTOR_SECTORS = 20;
  private static final int LINE_ENDS_AND_TWO_TABLES = 3;
  private static final long MAGIC = 0x564D444B;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    byte[] disk = new DiskImageWriter().write(source);
    int tables = ceilDiv(disk.length, GRAIN_BYTES * TABLE_ENTRIES);
    int directorySectors = ceilDiv(tables * 4, SECTOR);
    int firstDirectory = 1 + DESCRIPTOR_SECTORS;
    int copySectors = directorySectors + tables * TABLE_SECTORS;
    int secondDirectory = firstDirectory + copySectors;
    int dataStart = (int) Alignment.up(secondDirectory + copySectors, GRAIN_SECTORS);

    ByteSink out = new ByteSink();
    writeHeader(out, disk.length / SECTOR, firstDirectory, secondDirectory, dataStart);
    out.padTo(SECTOR).bytes(descriptor(disk.length / SECTOR));
    byte[] grainTable = grainTable(disk, dataStart, tables);
    for (int directory : new int[] {firstDirectory, secondDirectory}) {
      out.padTo((long) directory * SECTOR);
      for (int table = 0; table < tables; table++) {
        out.u4(directory + directorySectors + (long) table * TABLE_SECTORS);
      }
      out.padTo((long) (directory + directorySectors) * SECTOR).bytes(grainTable);
    }
    out.padTo((long) dataStart * SECTOR);
    for (int at = 0; at < disk.length; at += GRAIN_BYTES) {
      if (!ZeroRange.isZero(disk, at, GRAIN_BYTES)) {
        out.bytes(ZeroRange.padded(disk, at, GRAIN_BYTES));
      }
    }
    return out.toBytes();
  }

  private static int ceilDiv(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }

  private static void writeHeader(
      ByteSink out, int capacity, int firstDirectory, int secondDirectory, int dataStart) {
    out.u4(MAGIC).u4(1).u4(LINE_ENDS_AND_TWO_TABLES);
    out.u8(capacity).u8(GRAIN_SECTORS).u8(1).u8(DESCRIPTOR_SECTORS).u4(TABLE_ENTRIES);
    out.u8(firstDirectory).u8(secondDirectory).u8(dataStart);
    out.u1(0).u1('\n').u1(' ').u1('\r').u1('\n').u2(0);
  }

  private static byte[] descriptor(int capacity) {
    int sectorsPerCylinder = 16 * 63;
    String text =
        """
        # Disk DescriptorFile
        version=1
        CID=74F4F524
        parentCID=ffffffff
        createType="monolithicSparse"

        # Extent description
        RW %d SPARSE "Toro.vmdk"

        # The Disk Data Base
        ddb.virtualHWVersion = "4"
        ddb.geometry.cylinders = "%d"
        ddb.geometry.heads = "16"
        ddb.geometry.sectors = "63"
        ddb.adapterType = "ide"
        """
            .formatted(capacity, Math.max(1, capacity / sectorsPerCylinder));
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Makes the grain tables: the sector of each grain, 0 for one of zeros. */
  private static byte[] grainTable(byte[] disk, int dataStart, int tables) {
    ByteSink out = new ByteSink();
    long next = dataStart;
    for (int at = 0; at < disk.length; at += GRAIN_BYTES) {
      boolean zero = ZeroRange.isZero(disk, at, GRAIN_BYTES);
      out.u4(zero ? 0 : next);
      next += zero ? 0 : GRAIN_SECTORS;
    }
    return out.padTo((long) tables * TABLE_ENTRIES * 4).toBytes();
  }
}
