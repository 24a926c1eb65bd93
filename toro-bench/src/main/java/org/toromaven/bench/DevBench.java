// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * From saving a source to the first line of the new program, in the goal {@code dev}, against what
 * a Pascal developer is used to: fpc and the native program, in the same run. Started by {@code
 * bench/dev}, which copies hello-world into a folder of its own.
 */
final class DevBench {

  private static final int RUNS = 21;
  private static final int WARM_UP_RUNS = 3;
  private static final double TIMES_MAX = 6.0;

  private final PrintStream report = Reports.standardOutput();
  private final Path project;
  private final Path source;

  private DevBench(Path project) {
    this.project = project;
    source = project.resolve("src/main/pascal/HelloWorld.pas");
  }

  /** The folder of the project, whose program is {@code src/main/pascal/HelloWorld.pas}. */
  public static void main(String[] arguments) throws Exception {
    if (!new DevBench(Path.of(arguments[0])).run()) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    long[] devNs = new long[RUNS];
    long[] nativeNs = new long[RUNS];
    save("begins");
    Process dev =
        new ProcessBuilder("mvn", "-B", "-o", "toro:dev")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader log = reader(dev)) {
      awaitWatched(log, "begins");
      for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
        String line = "version " + run;
        long saved = save(line);
        long took = awaitWatched(log, line) - saved;
        if (run >= 0) {
          devNs[run] = took;
          nativeNs[run] = compileAndRun(line);
        }
      }
    } finally {
      dev.descendants().forEach(ProcessHandle::destroyForcibly);
      dev.destroyForcibly();
    }
    return held(Samples.of("toro:dev, save to line", devNs), nativeNs);
  }

  private boolean held(Samples dev, long[] nativeNs) {
    Samples linux = Samples.of("fpc and the program", nativeNs);
    report.println(dev.line());
    report.println(linux.line());
    double times = dev.medianMs() / linux.medianMs();
    boolean held = times <= TIMES_MAX;
    String verdict = held ? "ok" : "TOO MUCH";
    report.printf(
        Locale.ROOT, "%-28s %.2f  (at most %.1f) %s%n", "times", times, TIMES_MAX, verdict);
    return held;
  }

  private long save(String line) throws IOException {
    String program = "program hello;\nbegin\n  WriteLn('" + line + "');\nend.\n";
    long now = System.nanoTime();
    Files.writeString(source, program);
    return now;
  }

  private long compileAndRun(String line) throws Exception {
    long begun = System.nanoTime();
    Path output = project.resolve("hello");
    Process fpc =
        new ProcessBuilder("fpc", "-v0", "-o" + output, source.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (fpc.waitFor() != 0) {
      throw new IOException("fpc ended with status " + fpc.exitValue());
    }
    Process program = new ProcessBuilder(output.toString()).start();
    try (BufferedReader said = reader(program)) {
      await(said, line);
    }
    return System.nanoTime() - begun;
  }

  private static BufferedReader reader(Process process) {
    Reader bytes = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    return new BufferedReader(bytes);
  }

  /** Until the line has come and the next save is waited for, in any order; when the line came. */
  private static long awaitWatched(BufferedReader log, String text) throws IOException {
    long came = 0;
    boolean watched = false;
    while (came == 0 || !watched) {
      String line = log.readLine();
      if (line == null) {
        throw new IOException("toro:dev ended before it said: " + text);
      }
      watched |= line.contains("waiting for a change");
      if (line.equals(text)) {
        came = System.nanoTime();
      }
    }
    return came;
  }

  private static void await(BufferedReader log, String text) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains(text)) {
        return;
      }
    }
    throw new IOException("ended before it said: " + text);
  }
}
