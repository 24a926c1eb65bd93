// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.kernel.Workshop;

/**
 * An appliance of four cores on a TAP device of four queues: a stack and a pair of the card's
 * queues for each core (VIRTIO 1.2, 5.1.6.5.5).
 */
@DisplayName("A card with several queues")
class QueuesTest {
  private static final int CLIENTS = 32;
  private static final int SIZE = 600_000;
  private static final Pattern PAIR = Pattern.compile("pair \\d+ received (\\d+) sent (\\d+)\n");
  private static final Pattern CORE = Pattern.compile("core \\d+ took (\\d+)\n");

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(strings = {"pc", "microvm"})
  @DisplayName("serves connections at once, every byte right, over more than one queue")
  void serves(String machine) throws Exception {
    TapTest.assumeTap();
    Path image =
        Workshop.get()
            .image(
                NetworkedProgram.test("coreserver.pas"),
                List.of("Memory", "Process", "Networking", "VirtIONet"),
                Workshop.folder("networked/queues-" + machine));
    String said =
        Command.run(
            List.of(
                "unshare",
                "-Urn",
                "sh",
                NetworkedProgram.test("tapqueues.sh").toString(),
                image.toString(),
                folder.toString(),
                machine,
                wanted().toString()));
    assertThat(said).startsWith("same\n".repeat(CLIENTS));
    List<MatchResult> pairs = PAIR.matcher(said).results().toList();
    assertThat(pairs).as(said).hasSize(4);
    assertThat(pairs.stream().filter(pair -> busy(pair, 1) && busy(pair, 2)).count())
        .as("pairs that carried frames both ways: %s", said)
        .isGreaterThan(1);
    List<MatchResult> cores = CORE.matcher(said).results().toList();
    assertThat(cores.stream().mapToInt(core -> Integer.parseInt(core.group(1))).sum())
        .as("connections taken: %s", said)
        .isEqualTo(CLIENTS + 2);
  }

  /** What coreserver says its bytes are. */
  private Path wanted() throws IOException {
    byte[] bytes = new byte[SIZE];
    for (int k = 0; k < SIZE; k++) {
      int place = k % 65_536;
      bytes[k] = (byte) (place * 7 + place / 256);
    }
    return Files.write(folder.resolve("wanted"), bytes);
  }

  /** A connection is a hundred frames and more; one whose flow is another's queue has few. */
  private static boolean busy(MatchResult pair, int group) {
    return Long.parseLong(pair.group(group)) > 100;
  }
}
