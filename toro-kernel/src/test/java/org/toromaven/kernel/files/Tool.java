// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands for the tests of this package. */
final class Tool {
  private static final int LIMIT_MINUTES = 30;

  /** What a command said and how it ended. */
  record Outcome(int status, String output) {}

  private Tool() {}

  /** Runs a command to its end, wherever it leads. */
  static Outcome run(Object... command) throws IOException, InterruptedException {
    List<String> words = List.of(command).stream().map(Object::toString).toList();
    Path output = Files.createTempFile("tool", ".txt");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertThat(ended).as("%s ends: %s", words, text).isTrue();
      return new Outcome(process.exitValue(), text);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Runs a command that must succeed; what it said. */
  static String check(Object... command) throws IOException, InterruptedException {
    Outcome outcome = run(command);
    assertThat(outcome.status()).as("%s: %s", List.of(command), outcome.output()).isZero();
    return outcome.output();
  }
}
