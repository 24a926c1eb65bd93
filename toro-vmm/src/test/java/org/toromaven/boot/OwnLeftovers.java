// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.testing.Processes;

/** What boots of this JVM left behind; other builds of the same user may be running beside it. */
final class OwnLeftovers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OwnLeftovers() {}

  /** Work directories that this JVM made and that are still there. */
  static List<Path> workDirectories() throws IOException {
    return workDirectories(ProcessIdentity.of(ProcessHandle.current()).text());
  }

  /** The same for the owner of that identity. */
  static List<Path> workDirectories(String owner) throws IOException {
    List<Path> left = new ArrayList<>();
    try (var directories =
        Files.newDirectoryStream(WorkDirectory.parent(), WorkDirectory.prefix() + "*")) {
      for (Path directory : directories) {
        if (owner.equals(contents(directory.resolve(WorkDirectory.OWNER)))) {
          left.add(directory);
        }
      }
    }
    return left;
  }

  /** Descendants of this JVM with that in their command line, given time to be collected. */
  static List<ProcessHandle> processes(String inCommandLine) throws IOException {
    List<ProcessHandle> left = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      boolean ours = process.info().commandLine().orElse("").contains(inCommandLine);
      if (ours && !Processes.awaitEnd(process.pid(), PATIENCE)) {
        left.add(process);
      }
    }
    return left;
  }

  /** Open files and sockets of this JVM. */
  static long openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static String contents(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
