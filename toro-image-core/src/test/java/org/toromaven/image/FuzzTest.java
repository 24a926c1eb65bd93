// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Mutated objects and archives in a process of 256 MB (see {@link FuzzRun}): {@code
 * -Dtoro.fuzz.runs=1000000 -Dtoro.fuzz.seed=1} for the long form.
 */
class FuzzTest {

  private static final int SHORT_RUNS = 2_000;
  private static final int LONG_RUNS = 1_000_000;
  private static final int MINUTES = 180;

  @Test
  @DisplayName("Two thousand mutated objects end in a result or a clear failure, in time and space")
  void some(TestReporter reporter) throws Exception {
    run("fuzz-short", SHORT_RUNS, reporter);
  }

  @Test
  @Tag("long")
  @DisplayName("A million do")
  void million(TestReporter reporter) throws Exception {
    run("fuzz-long", Integer.getInteger("toro.fuzz.runs", LONG_RUNS), reporter);
  }

  private static void run(String name, int runs, TestReporter reporter) throws Exception {
    Path folder = Files.createDirectories(Path.of("target", name));
    Path output = folder.resolve("output.txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FuzzRun.class.getName(),
            folder.toString(),
            Long.getLong("toro.fuzz.seed", 1).toString(),
            Integer.toString(runs));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    String report = Files.readString(folder.resolve("report.txt"));
    reporter.publishEntry(name, report);
    assertThat(report).startsWith(runs + " runs, ").doesNotContain(" 0 refused");
  }
}
