// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that the tests put onto volumes. */
final class Trees {
  private Trees() {}

  /**
   * Files of all kinds with little content, so that most of what is not zero on a volume of them is
   * metadata.
   */
  static Path make(Path tree) throws IOException {
    Path sub = Files.createDirectories(tree.resolve("dir/sub"));
    for (int i = 0; i < 30; i++) {
      Files.writeString(tree.resolve("dir/file" + i), "text " + i, StandardCharsets.US_ASCII);
    }
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i += 1024) {
      large[i] = 1;
    }
    Files.write(tree.resolve("large"), large);
    Files.write(sub.resolve("large"), large);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("dir/file1"));
    Files.createSymbolicLink(tree.resolve("long"), Path.of("x".repeat(80)));
    return tree;
  }

  /** Removes a folder and what is in it. */
  static void delete(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
