// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory for the sockets and files of one boot, with a short path; removed when closed. */
final class WorkDirectory implements AutoCloseable {

  /** A Unix socket's path has at most 107 bytes (unix(7)); this leaves room for the file's name. */
  private static final int PATH_MAX_BYTES = 80;

  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  static WorkDirectory create() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    boolean fits = temporary.toString().length() <= PATH_MAX_BYTES;
    Path parent = fits ? temporary : Path.of("/tmp");
    return new WorkDirectory(Files.createTempDirectory(parent, "toro-"));
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Removes the directory and what is in it; what is gone already is no error. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
