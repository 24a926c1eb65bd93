// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.toromaven.vmm.AllocatorTuning;
import org.toromaven.vmm.DeathSignal;
import org.toromaven.vmm.VmmCommand;

/**
 * The process of a VMM, which never outlives its boot: it is ended with everything it started when
 * the boot is over, when the JVM is told to stop (Ctrl-C, SIGTERM), and when the JVM is killed
 * ({@link DeathSignal}, else {@link Leftovers} at the next boot).
 */
final class VmmProcess implements AutoCloseable {

  private static final long DEATH_SECONDS = 10;

  private final Process process;
  private final long spawnNanoTime;
  private final Thread shutdownHook;

  private VmmProcess(Process process, long spawnNanoTime) {
    this.process = process;
    this.spawnNanoTime = spawnNanoTime;
    shutdownHook = new Thread(() -> kill(process), "toro-boot-shutdown");
  }

  /**
   * Starts a VMM. The calling thread must not end before the process has ended.
   *
   * @param output file for its standard output
   * @param messages file for its standard error
   * @throws VmmStartException when the program cannot be started
   */
  static VmmProcess start(VmmCommand command, Path output, Path messages, WorkDirectory work)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(DeathSignal.guarded(command))
            .redirectOutput(output.toFile())
            .redirectError(messages.toFile());
    AllocatorTuning.apply(builder.environment());
    long spawnNanoTime = System.nanoTime();
    Process process = start(builder, command);
    VmmProcess started = new VmmProcess(process, spawnNanoTime);
    started.guard();
    try {
      work.noteVmm(process.toHandle());
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** {@link System#nanoTime()} just before the process was started. */
  long spawnNanoTime() {
    return spawnNanoTime;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** The console's input. */
  OutputStream input() {
    return process.getOutputStream();
  }

  /** Calls back when the process has ended. */
  void onExit(Runnable callback) {
    CompletableFuture<Void> unused = process.onExit().thenRun(callback);
  }

  /** Ends the process and its descendants at once, waits until it is gone; the exit status. */
  int end() throws IOException {
    kill(process);
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEATH_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (process.isAlive()) {
      throw new IOException("process " + process.pid() + " does not end; kill -KILL it by hand");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill(process);
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is stopping: the hook runs and finds the process dead.
      return;
    }
  }

  private static Process start(ProcessBuilder builder, VmmCommand command)
      throws VmmStartException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new VmmStartException(command.program(), e);
    }
  }

  private void guard() {
    try {
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is stopping already and takes no more hooks.
      kill(process);
    }
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      // Listed first: the children of a dead process are no longer known as its descendants.
      List<ProcessHandle> descendants = process.descendants().toList();
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
