// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeds disk images in the appliance's image: an object file with a table of their sizes (the
 * count, then each in bytes, 8 bytes a number) and the disks, each at a multiple of 16. The kernel
 * unit {@code EmbeddedDisks} makes disks in memory of them.
 */
public final class EmbeddedDiskBuilder {
  /** The most that all of them may have, in bytes: a loader below 4 GiB has to hold them twice. */
  public static final long LIMIT_BYTES = 1L << 30;

  private static final String START_SYMBOL = "toro_disks";
  private static final String END_SYMBOL = "toro_disks_end";
  private static final int ALIGNMENT = 16;

  private EmbeddedDiskBuilder() {}

  /**
   * Writes the object.
   *
   * @param object the object file to write, an input of the link
   * @param images the disk images, in the order in which the kernel is to find them
   * @throws DiskException when they are more than {@link #LIMIT_BYTES} together
   * @throws IOException when a file cannot be read or written
   */
  public static void build(Path object, List<Path> images) throws IOException, DiskException {
    List<byte[]> contents = new ArrayList<>();
    long total = aligned((images.size() + 1L) * Long.BYTES);
    for (Path image : images) {
      total += aligned(Files.size(image));
      if (total > LIMIT_BYTES) {
        throw new DiskException(
            "disks in the image are larger than 1 GiB together, up to "
                + image.getFileName()
                + ": make them smaller, or load them beside the image (bus ram)");
      }
      contents.add(Files.readAllBytes(image));
    }
    Files.createDirectories(object.toAbsolutePath().getParent());
    byte[] data = table(contents, Math.toIntExact(total));
    Files.write(object, ObjectWriter.writeVariable(data, START_SYMBOL, END_SYMBOL));
  }

  private static byte[] table(List<byte[]> contents, int total) {
    ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(contents.size());
    contents.forEach(disk -> out.putLong(disk.length));
    for (byte[] disk : contents) {
      out.position((int) aligned(out.position())).put(disk);
    }
    return out.array();
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
