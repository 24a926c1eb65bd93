// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes output files so that a reader never sees a part of one. */
final class OutputFiles {

  private OutputFiles() {}

  /** Writes a file beside its place and moves it there. */
  static void write(Path file, byte[] contents) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path beside = folder.resolve("." + file.getFileName() + ".part");
    try {
      Files.write(beside, contents);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
