// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.LinkException;

/**
 * Writes a raw disk that a BIOS boots: boot sector with a partition table of one entry, stage 2,
 * the segments; zeros up to a whole MiB, the unit of the disk formats made from it.
 */
final class DiskImageWriter implements ImageWriter {

  private static final int SECTOR_SHIFT = 9;
  private static final int FIRST_SECTOR = BootMedium.LOADER_SIZE_BYTES >> SECTOR_SHIFT;
  private static final int PARTITION = 446;
  private static final int ACTIVE = 0x80;
  private static final int NO_FILE_SYSTEM = 0xDA;
  private static final long MEBIBYTE = 1L << 20;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    BootMedium medium = new BootMedium(source, SECTOR_SHIFT);
    ByteSink out = new ByteSink().bytes(medium.loader(FIRST_SECTOR, false));
    medium.writeSegments(out);
    byte[] disk = out.align(MEBIBYTE).toBytes();
    byte[] partition = partition((disk.length >> SECTOR_SHIFT) - 1);
    System.arraycopy(partition, 0, disk, PARTITION, partition.length);
    return disk;
  }

  /** One entry for the whole disk but its first sector; old BIOSes start active partitions only. */
  private static byte[] partition(int sectorCount) {
    ByteSink out = new ByteSink();
    out.u1(ACTIVE).u1(0).u1(2).u1(0);
    out.u1(NO_FILE_SYSTEM).u1(0xFE).u1(0xFF).u1(0xFF);
    return out.u4(1).u4(sectorCount).toBytes();
  }
}
