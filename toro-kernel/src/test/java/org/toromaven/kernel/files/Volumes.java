// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes images of volumes with the usual tools and lets these judge them. */
enum Volumes {
  EXT2_1K("mke2fs -q -t ext2 -b 1024", "16M"),
  EXT2_2K_INDEXED("mke2fs -q -t ext2 -b 2048 -O filetype,dir_index", "16M"),
  EXT2_4K("mke2fs -q -t ext2 -b 4096", "24M"),
  EXT2_OLD("mke2fs -q -t ext2 -b 1024 -O ^filetype,^large_file,^ext_attr,^dir_index", "8M");

  private final String command;
  private final String size;

  Volumes(String command, String size) {
    this.command = command;
    this.size = size;
  }

  /** Makes an empty volume. */
  Path make(Path image) throws IOException, InterruptedException {
    return make(image, size);
  }

  /** Makes an empty volume of that size, as the tool writes sizes. */
  Path make(Path image, String size) throws IOException, InterruptedException {
    Files.deleteIfExists(image);
    Tool.check((Object[]) (command + " " + image + " " + size).split(" "));
    return image;
  }

  /** Makes a volume that holds a folder's files. */
  Path make(Path image, String size, Path folder) throws IOException, InterruptedException {
    Files.deleteIfExists(image);
    Tool.check((Object[]) (command + " -d " + folder + " " + image + " " + size).split(" "));
    return image;
  }

  /** Fails unless the volume is without fault. */
  void judge(Path image) throws IOException, InterruptedException {
    Tool.Outcome outcome = Tool.run("e2fsck", "-fn", image);
    assertThat(outcome.status()).as("e2fsck -fn: %s", outcome.output()).isZero();
  }
}
