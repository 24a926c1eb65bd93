// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one of the tools that make filesystems, with the clock they see stopped. */
final class DiskTool {
  private static final int LIMIT_SECONDS = 600;

  /** Administrators' tools are not on every user's path. */
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private static final Map<String, String> PACKAGES =
      Map.of(
          "mke2fs", "e2fsprogs",
          "debugfs", "e2fsprogs",
          "mkfs.fat", "dosfstools",
          "mmd", "mtools",
          "mcopy", "mtools");

  private final Instant timestamp;

  DiskTool(Instant timestamp) {
    this.timestamp = timestamp;
  }

  /** Runs a tool to its end; what it said. */
  String run(List<String> command) throws IOException, DiskException {
    Path output = Files.createTempFile("toro-disk", ".log");
    try {
      int status = finish(start(command, output), command);
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
      if (status != 0) {
        throw new DiskException(command.get(0) + " ended with " + status + ": " + text);
      }
      return text;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private Process start(List<String> command, Path output) throws DiskException {
    ProcessBuilder builder = new ProcessBuilder(command);
    String seconds = Long.toString(timestamp.getEpochSecond());
    Map<String, String> environment = builder.environment();
    environment.merge("PATH", String.join(":", FOLDERS), (path, more) -> path + ":" + more);
    environment.put("SOURCE_DATE_EPOCH", seconds);
    /* What e2fsprogs before 1.47.1 had in its place. */
    environment.put("E2FSPROGS_FAKE_TIME", seconds);
    environment.put("TZ", "UTC");
    environment.put("MTOOLS_SKIP_CHECK", "1");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.command(locate(command));
    try {
      return builder.start();
    } catch (IOException e) {
      throw missing(command.get(0), e);
    }
  }

  /** The Java launcher searches its own path, not the one the child is given. */
  private static List<String> locate(List<String> command) {
    for (String folder : FOLDERS) {
      Path candidate = Path.of(folder, command.get(0));
      if (Files.isExecutable(candidate)) {
        List<String> located = new ArrayList<>(command);
        located.set(0, candidate.toString());
        return located;
      }
    }
    return command;
  }

  private static DiskException missing(String tool, IOException cause) {
    return new DiskException(
        tool
            + " was not found: install the package "
            + PACKAGES.get(tool)
            + " (Debian, Ubuntu:"
            + " apt install "
            + PACKAGES.get(tool)
            + ")",
        cause);
  }

  private static int finish(Process process, List<String> command)
      throws IOException, DiskException {
    try {
      if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new DiskException(command.get(0) + " did not end within " + LIMIT_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(command.get(0)).initCause(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
