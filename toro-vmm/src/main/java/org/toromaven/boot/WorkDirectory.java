// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for the socket and the files of one boot, with a short path; removed when closed. It
 * also holds who made it and which process it started, so that {@link Leftovers} can clear away
 * what a killed build left behind.
 */
final class WorkDirectory implements AutoCloseable {

  /** A Unix socket's path has at most 107 bytes (unix(7)); this leaves room for the file's name. */
  private static final int PATH_MAX_BYTES = 64;

  static final String OWNER = "owner";
  static final String VMM = "vmm";

  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  /** Makes a directory for this process, readable by this user only. */
  static WorkDirectory create() throws IOException {
    Path path = Files.createTempDirectory(parent(), prefix());
    WorkDirectory directory = new WorkDirectory(path);
    Files.writeString(directory.file(OWNER), ProcessIdentity.of(ProcessHandle.current()).text());
    return directory;
  }

  /** Where these directories are. */
  static Path parent() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return temporary.toString().length() <= PATH_MAX_BYTES ? temporary : Path.of("/tmp");
  }

  /** How their names start, for this user. */
  static String prefix() {
    return "toro-" + Integer.toHexString(System.getProperty("user.name").hashCode()) + "-";
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Notes the process that this boot started. */
  void noteVmm(ProcessHandle process) throws IOException {
    Files.writeString(file(VMM), ProcessIdentity.of(process).text());
  }

  /** Removes the directory and what is in it; what is gone already is no error. */
  @Override
  public void close() throws IOException {
    remove(path);
  }

  static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
