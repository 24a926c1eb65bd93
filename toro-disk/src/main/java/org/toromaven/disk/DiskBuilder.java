// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Makes disk images from folders. The tools of the formats' own authors do the work: e2fsprogs for
 * ext2, dosfstools and mtools for FAT; they need neither root nor a mount.
 */
public final class DiskBuilder {
  private static final int SECTOR_BYTES = 512;

  private DiskBuilder() {}

  /**
   * Makes one image. A failed attempt leaves no file.
   *
   * @throws DiskException when a tool is missing, the folder does not fit or the request is wrong
   * @throws IOException when a file cannot be read or written
   */
  public static DiskResult build(DiskRequest request) throws IOException, DiskException {
    check(request);
    SourceTree tree =
        request.directory().isPresent()
            ? SourceTree.read(request.directory().get())
            : new SourceTree(List.of());
    Files.createDirectories(request.image().toAbsolutePath().getParent());
    Path draft = request.image().resolveSibling(request.image().getFileName() + ".part");
    Files.deleteIfExists(draft);
    try {
      write(withImage(request, draft), tree);
      Files.move(draft, request.image(), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
    return new DiskResult(request.image(), request.sizeBytes(), tree.entries().size());
  }

  private static void write(DiskRequest request, SourceTree tree)
      throws IOException, DiskException {
    DiskTool tool = new DiskTool(request.timestamp());
    switch (request.format()) {
      case EXT2 -> new Ext2Writer(tool, request).write(tree);
      case FAT -> new FatWriter(tool, request).write(tree);
    }
  }

  private static DiskRequest withImage(DiskRequest request, Path image) {
    return new DiskRequest(
        image,
        request.format(),
        request.sizeBytes(),
        request.directory(),
        request.label(),
        request.timestamp());
  }

  private static void check(DiskRequest request) throws DiskException {
    DiskFormat format = request.format();
    if (request.sizeBytes() < format.smallestBytes()) {
      throw new DiskException(
          "disk too small: "
              + request.sizeBytes()
              + " bytes ("
              + format
              + " needs at least "
              + format.smallestBytes()
              + ")");
    }
    if (request.sizeBytes() % (2 * SECTOR_BYTES) != 0) {
      throw new DiskException("disk size not a multiple of 1024: " + request.sizeBytes());
    }
    if (request.label().length() > format.longestLabel()) {
      throw new DiskException(
          "disk label too long: "
              + request.label()
              + " ("
              + format
              + " allows "
              + format.longestLabel()
              + " characters)");
    }
  }
}
