// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network stack, compiled for Linux: two of them in one process and a simulated wire. */
@DisplayName("Network stack on Linux")
class HostedNetTest {
  private static final Path HOSTED = Path.of("src/test/hosted/network").toAbsolutePath();
  private static final Path UNITS = Path.of("src/main/pascal/network").toAbsolutePath();
  private static final Path DOCS = Path.of("../docs").toAbsolutePath();
  private static final long TIMEOUT_MINUTES = 60;

  @TempDir static Path folder;
  private static Path driver;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    String log =
        run(
            List.of(
                "fpc",
                "-O2",
                "-gl",
                "-vewb",
                "-FE" + folder,
                "-FU" + folder,
                "-Fu" + UNITS,
                HOSTED.resolve("nettests.pas").toString()));
    driver = folder.resolve("nettests");
    assertThat(driver).as(log).isExecutable();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "clean, 1, 5",
    "lossy, 2, 60",
    "small, 3, 300",
    "card-sums, 15, 10",
    "churn, 4, 2000",
    "datagrams, 5, 100",
    "loopback, 6, 10",
    "fuzz, 7, 100000",
    "synflood, 8, 30000",
    "fragments, 9, 50000",
    "ranges, 10, 200",
    "ring, 11, 20000",
    "timers, 12, 2000",
    "vectors, 13, 1",
    "dhcp, 14, 1",
    "dedicated, 24, 10",
    "lossy-6, 15, 20",
    "card-sums-6, 23, 5",
    "small-6, 16, 100",
    "churn-6, 17, 500",
    "datagrams-6, 18, 60",
    "loopback-6, 19, 5",
    "synflood-6, 20, 10000",
    "fuzz-6, 21, 60000",
    "threads, 22, 300",
    "pieces, 24, 100",
  })
  @DisplayName("survives and leaks nothing")
  void holds(String name, int seed, int count) throws IOException, InterruptedException {
    assertHolds(name, seed, count);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "lossy, 100, 1000",
    "churn, 101, 1000000",
    "fuzz, 102, 10000000",
    "synflood, 103, 3000000",
    "fragments, 104, 3000000",
    "lossy-6, 105, 300",
    "churn-6, 106, 100000",
    "fuzz-6, 107, 3000000",
    "threads, 108, 100000",
    "pieces, 109, 20000",
  })
  @Tag("long")
  @DisplayName("survives and leaks nothing, at length")
  void holdsAtLength(String name, int seed, int count) throws IOException, InterruptedException {
    assertHolds(name, seed, count);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "conformance, TCP-CONFORMANCE.md",
    "conformance4, HOST-CONFORMANCE.md",
    "conformance6, IPV6-CONFORMANCE.md"
  })
  @DisplayName("keeps every requirement that its page names")
  void conforms(String name, String page) throws IOException, InterruptedException {
    String said = run(List.of(driver.toString(), name, "1", "1"));
    assertThat(said).endsWith("ok " + name + "\n");
    assertThat(names(said, "(?m)^held (\\S+)$")).isEqualTo(promised(DOCS.resolve(page)));
  }

  /** The names in the last column of the page's table. */
  private static Set<String> promised(Path page) throws IOException {
    Set<String> cells =
        names(Files.readString(page), "(?m)\\| (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*) \\|$");
    return names(String.join(" ", cells), "`([a-z0-9-]+)`");
  }

  private static Set<String> names(String text, String regex) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void assertHolds(String name, int seed, int count)
      throws IOException, InterruptedException {
    String said = run(List.of(driver.toString(), name, "" + seed, "" + count));
    assertThat(said).endsWith("ok " + name + "\n");
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "run", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log);
  }
}
