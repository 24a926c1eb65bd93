// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What Linux says about a process. */
public final class Processes {

  private Processes() {}

  /**
   * Whether a process can still do anything. A dead one whose parent is gone too may stay listed as
   * a zombie, where nobody collects it (proc(5), field 3 of stat).
   */
  public static boolean isRunning(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The processes that were started with that variable, or inherited it (proc(5), environ). */
  public static List<ProcessHandle> withVariable(String name, String value) {
    return ProcessHandle.allProcesses()
        .filter(process -> variables(process.pid()).contains(name + "=" + value))
        .toList();
  }

  /** Empty for a process that has ended, or is another user's. */
  private static List<String> variables(long pid) {
    try {
      return List.of(
          Files.readString(Path.of("/proc/" + pid + "/environ"), ISO_8859_1).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits until a process, which need not be our child, is gone; false when the time passed. */
  public static boolean awaitEnd(long pid, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (isRunning(pid) && System.nanoTime() < deadline) {
      // Nothing tells of the end of a process that is not a child.
      LockSupport.parkNanos(10_000_000);
    }
    return !isRunning(pid);
  }
}
