// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.link.LinkException;

/**
 * Writes the disk as a QEMU copy-on-write image, version 2 ("The QCOW2 image format"), big endian,
 * in clusters of 64 KiB:
 *
 * <pre>
 *   cluster 0  header          cluster 3  L1 table
 *   cluster 1  refcount table  cluster 4  L2 table
 *   cluster 2  refcount block  cluster 5  the disk's clusters, only those that are not zero
 * </pre>
 */
final class Qcow2ImageWriter implements ImageWriter {

  private static final int CLUSTER_BITS = 16;
  private static final int CLUSTER = 1 << CLUSTER_BITS;
  private static final int MAGIC = 0x514649FB;
  private static final int VERSION = 2;
  private static final int FIRST_DATA_CLUSTER = 5;
  private static final long USED_ONCE = 1L << 63;
  private static final int MAX_DISK_BYTES = CLUSTER / 8 * CLUSTER;

  @Override
  public byte[] write(ImageSource source) throws LinkException {
    byte[] disk = new DiskImageWriter().write(source);
    if (disk.length > MAX_DISK_BYTES) {
      throw ElfImages.missing(
          "a qcow2 image has room for " + MAX_DISK_BYTES + " bytes: " + disk.length);
    }
    ByteSink clusters = new ByteSink();
    ByteSink data = new ByteSink();
    int next = FIRST_DATA_CLUSTER;
    for (int at = 0; at < disk.length; at += CLUSTER) {
      boolean zero = ZeroRange.isZero(disk, at, CLUSTER);
      clusters.bigEndian8(zero ? 0 : USED_ONCE | (long) next << CLUSTER_BITS);
      if (!zero) {
        data.bytes(ZeroRange.padded(disk, at, CLUSTER));
        next++;
      }
    }
    ByteSink out = new ByteSink();
    writeHeader(out, disk.length);
    out.padTo(CLUSTER).bigEndian8(2L * CLUSTER).padTo(2L * CLUSTER);
    for (int cluster = 0; cluster < next; cluster++) {
      out.bigEndian2(1);
    }
    out.padTo(3L * CLUSTER).bigEndian8(USED_ONCE | 4L * CLUSTER);
    out.padTo(4L * CLUSTER).bytes(clusters.toBytes());
    return out.padTo((long) FIRST_DATA_CLUSTER * CLUSTER).bytes(data.toBytes()).toBytes();
  }

  private static void writeHeader(ByteSink out, int diskBytes) {
    out.bigEndian4(MAGIC).bigEndian4(VERSION);
    out.bigEndian8(0).bigEndian4(0);
    out.bigEndian4(CLUSTER_BITS).bigEndian8(diskBytes).bigEndian4(0);
    out.bigEndian4(1).bigEndian8(3L * CLUSTER);
    out.bigEndian8(CLUSTER).bigEndian4(1);
    out.bigEndian4(0).bigEndian8(0);
  }
}
