// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.ShutdownHookProcessDestroyer;
import org.apache.commons.exec.Watchdog;

/**
 * One run of the compiler that has ended by itself.
 *
 * @param exitCode as the process gave it
 * @param output both streams, in the order written
 */
record CompilerRun(int exitCode, String output) {
  private static final int TAIL_LINES = 15;

  /**
   * Runs the compiler and waits for its end.
   *
   * @throws CompilerException when it cannot be started or does not end in time
   */
  static CompilerRun of(
      Path executable,
      List<String> arguments,
      Path workingDirectory,
      Map<String, String> environment,
      Duration timeout)
      throws CompilerException {
    CommandLine command = new CommandLine(executable.toFile());
    arguments.forEach(argument -> command.addArgument(argument, false));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setWorkingDirectory(workingDirectory.toFile())
            .setExecuteStreamHandler(new PumpStreamHandler(output))
            .get();
    TreeWatchdog watchdog = new TreeWatchdog(timeout);
    executor.setWatchdog(watchdog);
    executor.setProcessDestroyer(new ShutdownHookProcessDestroyer());
    executor.setExitValues(null);
    try {
      int exitCode = executor.execute(command, environment);
      CompilerRun run = new CompilerRun(exitCode, output.toString(StandardCharsets.UTF_8));
      if (watchdog.timedOut()) {
        throw new CompilerException(
            executable + ": did not end within " + timeout.toSeconds() + " s" + run.tail());
      }
      return run;
    } catch (IOException notStarted) {
      throw new CompilerException(
          executable + ": cannot be run: " + notStarted.getMessage(), notStarted);
    }
  }

  /** The last lines of the output, each on a line of its own, for the end of a message. */
  String tail() {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    StringBuilder tail = new StringBuilder();
    for (String line : lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) {
      tail.append("\n  ").append(line);
    }
    return tail.toString();
  }

  /** Ends the compiler's children too: {@code fpc} only starts the compiler proper. */
  private static final class TreeWatchdog extends ExecuteWatchdog {
    private volatile Process process;
    private volatile boolean timedOut;

    // The builder of the library makes an ExecuteWatchdog and no subclass.
    @SuppressWarnings("deprecation")
    TreeWatchdog(Duration timeout) {
      super(timeout.toMillis());
    }

    boolean timedOut() {
      return timedOut;
    }

    @Override
    public synchronized void start(Process started) {
      process = started;
      super.start(started);
    }

    @Override
    public synchronized void timeoutOccured(Watchdog watchdog) {
      // Set before anything is killed: a driver whose child has gone may end as if all were well.
      timedOut = process.isAlive();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      super.timeoutOccured(watchdog);
    }
  }
}
