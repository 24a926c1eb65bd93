// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.nio.file.Path;
import java.util.List;
import org.toromaven.image.ImageFormat;

/**
 * Which images to write.
 *
 * @param file the first format's file; further formats go beside it, named after the format
 * @param formats at least one
 * @param commandLine the words for the kernel on disks and CDs, whose loader gives none (BOOT-ABI
 *     9)
 * @param maxSizeBytes the largest allowed size of the first image, 0: any
 */
public record ImagePlan(
    Path file, List<ImageFormat> formats, String commandLine, long maxSizeBytes) {

  /** Takes a copy of the list, which must not be empty. */
  public ImagePlan {
    formats = List.copyOf(formats);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("no image format");
    }
  }

  /** The same plan for other files and formats, of any size. */
  public ImagePlan with(Path otherFile, List<ImageFormat> otherFormats) {
    return new ImagePlan(otherFile, otherFormats, commandLine, 0);
  }

  /** The file to boot: the first ELF image, else the raw disk, else the first of all. */
  public Path bootFile() {
    return formats.stream()
        .filter(format -> format.extension().equals("elf"))
        .findFirst()
        .or(() -> formats.stream().filter(format -> format == ImageFormat.DISK).findFirst())
        .map(this::fileOf)
        .orElse(file);
  }

  /** The file that holds the image in a format. */
  public Path fileOf(ImageFormat format) {
    if (format == formats.get(0)) {
      return file;
    }
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return file.resolveSibling(stem + "-" + format.id() + "." + format.extension());
  }
}
