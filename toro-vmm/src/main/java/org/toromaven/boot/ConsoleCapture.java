// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the console's bytes go: all of them into the file, the last of them into memory. A file
 * that cannot be written stops neither the capture nor the boot; it is reported.
 */
final class ConsoleCapture implements AutoCloseable {

  private static final int TAIL_BYTES = 65_536;

  private final Path path;
  private final OutputStream file;
  private final ByteTail tail = new ByteTail(TAIL_BYTES);
  private OptionalLong firstByteNs = OptionalLong.empty();
  private Optional<String> problem = Optional.empty();

  private ConsoleCapture(Path path, OutputStream file) {
    this.path = path;
    this.file = file;
  }

  static ConsoleCapture to(Path path) throws IOException {
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    // Unbuffered: one write for each read of the console, so that the file is always up to date.
    return new ConsoleCapture(path, new FileOutputStream(path.toFile()));
  }

  synchronized void append(byte[] bytes, int offset, int length, long sinceSpawnNs) {
    if (firstByteNs.isEmpty()) {
      firstByteNs = OptionalLong.of(sinceSpawnNs);
    }
    tail.append(bytes, offset, length);
    if (problem.isEmpty()) {
      write(bytes, offset, length);
    }
  }

  private void write(byte[] bytes, int offset, int length) {
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      long before = tail.writtenBytes() - length;
      problem =
          Optional.of(path + ": cannot be written after byte " + before + ": " + e.getMessage());
    }
  }

  synchronized ConsoleLog log() {
    return new ConsoleLog(path, tail.writtenBytes(), tail.text(), firstByteNs, problem);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
