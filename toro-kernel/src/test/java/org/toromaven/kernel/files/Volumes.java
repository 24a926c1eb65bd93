// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes images of volumes with the usual tools and lets these judge them. */
enum Volumes {
  EXT2_1K("mke2fs -q -t ext2 -b 1024 %s %s", "16M", "2M"),
  EXT2_2K_INDEXED("mke2fs -q -t ext2 -b 2048 -O filetype,dir_index %s %s", "16M", "2M"),
  EXT2_4K("mke2fs -q -t ext2 -b 4096 %s %s", "24M", "2M"),
  EXT2_OLD(
      "mke2fs -q -t ext2 -b 1024 -O ^filetype,^large_file,^ext_attr,^dir_index %s %s", "8M", "2M"),
  FAT12("mkfs.fat -F 12 -s 16 -C %s %s", "30000", "1440"),
  FAT16("mkfs.fat -F 16 -s 1 -C %s %s", "30000", "4000"),
  FAT32("mkfs.fat -F 32 -s 1 -C %s %s", "70000", "34000");

  private final String command;
  private final String size;
  private final String smallSize;

  Volumes(String command, String size, String smallSize) {
    this.command = command;
    this.size = size;
    this.smallSize = smallSize;
  }

  boolean isExt2() {
    return name().startsWith("EXT2");
  }

  /** Makes an empty volume with room for the load of a test. */
  Path make(Path image) throws IOException, InterruptedException {
    return make(image, size);
  }

  /** Makes an empty volume of that size, as the tool writes sizes. */
  Path make(Path image, String size) throws IOException, InterruptedException {
    Files.deleteIfExists(image);
    Tool.check((Object[]) String.format(command, image, size).split(" "));
    return image;
  }

  /** Makes a small volume that holds a folder's files. */
  Path makeSmall(Path image, Path folder) throws IOException, InterruptedException {
    return fill(image, folder, smallSize);
  }

  /** Makes a volume that holds a folder's files, with room for more. */
  Path makeFilled(Path image, Path folder) throws IOException, InterruptedException {
    return fill(image, folder, size);
  }

  private Path fill(Path image, Path folder, String bytes)
      throws IOException, InterruptedException {
    make(image, bytes);
    if (isExt2()) {
      Files.delete(image);
      String filled = command.replace("%s %s", "-d " + folder + " %s %s");
      Tool.check((Object[]) String.format(filled, image, bytes).split(" "));
    } else {
      Tool.check("mcopy", "-s", "-i", image, folder.resolve("dir"), folder.resolve("large"), "::/");
    }
    return image;
  }

  /** The contents of a file, as the tools of Linux read them. */
  String read(Path image, String path) throws IOException, InterruptedException {
    Path copy = Files.createTempFile("read", ".bin");
    try {
      if (isExt2()) {
        Tool.check("debugfs", "-R", "dump \"/" + path + "\" " + copy, image);
      } else {
        Tool.check("mcopy", "-n", "-o", "-i", image, "::/" + path, copy);
      }
      return Files.readString(copy, StandardCharsets.ISO_8859_1);
    } finally {
      Files.delete(copy);
    }
  }

  /** Fails unless the volume is without fault. */
  void judge(Path image) throws IOException, InterruptedException {
    Tool.Outcome outcome =
        isExt2() ? Tool.run("e2fsck", "-fn", image) : Tool.run("fsck.fat", "-n", image);
    assertThat(outcome.status()).as("%s: %s", image, outcome.output()).isZero();
  }
}
