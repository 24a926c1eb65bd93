// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Runs other programs of this machine. */
final class Commands {

  private Commands() {}

  /**
   * Runs a command with empty input.
   *
   * @param folder where it runs
   * @param command the words
   * @param environment all that the command has of one
   * @param log receives what it writes
   * @param timeout after which it and its children are killed
   * @return its exit code; empty when it did not end in time
   */
  static OptionalInt run(
      Path folder,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Duration timeout)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      return OptionalInt.of(process.exitValue());
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    return OptionalInt.empty();
  }
}
