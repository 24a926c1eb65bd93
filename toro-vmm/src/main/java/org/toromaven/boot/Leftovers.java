// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Clears away what builds left behind that were killed before they could: VMMs that still run and
 * work directories, of this user and of processes that are no more.
 */
final class Leftovers {

  /** A directory that has no owner yet is given this long to get one. */
  private static final Duration HALF_MADE = Duration.ofHours(1);

  private Leftovers() {}

  static void clear() throws IOException {
    clear(WorkDirectory.parent());
  }

  static void clear(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return; // who makes a directory there says so
    }
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(parent, WorkDirectory.prefix() + "*")) {
      for (Path directory : directories) {
        Optional<ProcessIdentity> owner = read(directory.resolve(WorkDirectory.OWNER));
        boolean dead =
            owner.isPresent() ? owner.get().living().isEmpty() : isOld(directory, HALF_MADE);
        if (dead) {
          read(directory.resolve(WorkDirectory.VMM))
              .flatMap(ProcessIdentity::living)
              .ifPresent(Leftovers::end);
          WorkDirectory.remove(directory);
        }
      }
    }
  }

  private static boolean isOld(Path directory, Duration age) throws IOException {
    try {
      FileTime then = FileTime.from(Instant.now().minus(age));
      return Files.getLastModifiedTime(directory).compareTo(then) < 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void end(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static Optional<ProcessIdentity> read(Path file) throws IOException {
    try {
      return ProcessIdentity.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
