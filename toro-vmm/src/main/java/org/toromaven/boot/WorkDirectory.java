// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
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

  /** How often the directory is cleared while a boot of a JVM that stops still writes to it. */
  private static final int CLEARINGS_MAX = 100;

  private static final HexFormat HEX = HexFormat.of();

  private static final FileAttribute<Set<PosixFilePermission>> FOR_THIS_USER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Thread shutdownHook = new Thread(this::stop, "toro-boot-clear");
  private Path path;
  private boolean stopped;

  private WorkDirectory() {}

  /**
   * Makes a directory for this process, readable by this user only.
   *
   * @throws IOException when it cannot be made, or the JVM is stopping; nothing is left then
   */
  static WorkDirectory create() throws IOException {
    WorkDirectory directory = new WorkDirectory();
    try {
      // First of all: a JVM that is told to stop leaves no directory, whenever that comes.
      Runtime.getRuntime().addShutdownHook(directory.shutdownHook);
      directory.make();
    } catch (IllegalStateException e) {
      throw new IOException("the JVM is stopping", e);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
    return directory;
  }

  /** Where these directories are. */
  static Path parent() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return temporary.toString().length() <= PATH_MAX_BYTES ? temporary : Path.of("/tmp");
  }

  /** How their names start, for this user. */
  static String prefix() {
    return "toro-" + HEX.toHexDigits(System.getProperty("user.name").hashCode()) + "-";
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Notes the process that this boot started. */
  void noteVmm(ProcessHandle process) throws IOException {
    write(VMM, process);
  }

  /** Removes the directory and what is in it; what is gone already is no error. */
  @Override
  public void close() throws IOException {
    if (path != null) {
      remove(path);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      System.getLogger("org.toromaven.boot").log(System.Logger.Level.DEBUG, "stopping", e);
    }
  }

  private void write(String name, ProcessHandle process) throws IOException {
    try {
      Files.writeString(file(name), ProcessIdentity.of(process).text());
    } catch (IOException e) {
      throw new IOException(file(name) + ": cannot be written for a boot: " + e.getMessage(), e);
    }
  }

  private synchronized void make() throws IOException {
    if (stopped) {
      throw new IOException("the JVM is stopping");
    }
    Path directory = parent().resolve(prefix() + randomName());
    try {
      path = Files.createDirectory(directory, FOR_THIS_USER);
    } catch (IOException e) {
      throw new IOException(
          directory
              + ": cannot be made for a boot ("
              + e.getClass().getSimpleName()
              + "); -Djava.io.tmpdir=FOLDER names another folder for temporary files",
          e);
    }
    write(OWNER, ProcessHandle.current());
  }

  /**
   * The JVM stops. The boot may still be at work, so it is cleared until nothing comes any more.
   */
  private synchronized void stop() {
    stopped = true;
    for (int i = 0; i < CLEARINGS_MAX && path != null && Files.exists(path); i++) {
      try {
        remove(path);
      } catch (IOException e) {
        System.getLogger("org.toromaven.boot").log(System.Logger.Level.DEBUG, "again", e);
      }
    }
  }

  /** Of one length: a guest is told this path, and every byte of it costs instructions. */
  private static String randomName() {
    return HEX.toHexDigits(new SecureRandom().nextLong());
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
