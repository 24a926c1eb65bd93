// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends a VMM with everything it started, now or when this JVM is told to stop. */
final class ProcessTree implements AutoCloseable {

  private static final long DEATH_SECONDS = 10;

  private final Process process;
  private final Thread hook;

  private ProcessTree(Process process, Thread hook) {
    this.process = process;
    this.hook = hook;
  }

  /**
   * Guards a process that was just started: Ctrl-C or a terminated build ends it.
   *
   * @param atShutdown what else is to be done when the JVM stops, such as removing files
   */
  static ProcessTree guard(Process process, Runnable atShutdown) {
    Thread hook =
        new Thread(
            () -> {
              kill(process);
              atShutdown.run();
            },
            "toro-vmm-shutdown");
    ProcessTree tree = new ProcessTree(process, hook);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is stopping already: no hook would run.
      kill(process);
    }
    return tree;
  }

  /** Ends the process and its descendants at once, and waits until it is gone. */
  void kill() throws IOException, InterruptedException {
    kill(process);
    if (!process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("process " + process.pid() + " cannot be ended");
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is stopping: the hook is running or will; the process has ended by now.
      return;
    }
  }

  private static void kill(Process process) {
    // Listed first: the children of a dead process are no longer known as its descendants.
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
