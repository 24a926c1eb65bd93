// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of this machine. */
final class Command {
  private static final int LIMIT_MINUTES = 5;

  private Command() {}

  /** What a command that must succeed says, errors and all. */
  static String run(List<String> words) throws IOException, InterruptedException {
    return run(words, LIMIT_MINUTES);
  }

  /** The same with another limit. */
  static String run(List<String> words, int minutes) throws IOException, InterruptedException {
    Path output = Files.createTempFile("command", ".txt");
    Process process = start(words, output);
    try {
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      String text = Files.readString(output, UTF_8);
      assertThat(ended).as("%s ends: %s", words, text).isTrue();
      assertThat(process.exitValue()).as("%s: %s", words, text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  private static Process start(List<String> words, Path output) throws IOException {
    try {
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new IOException(
          words.get(0) + " does not start: ./test installs it (scripts/test-packages.sh)", e);
    }
  }
}
