// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.kernel.Workshop;

/**
 * An appliance on a TAP device in a network namespace of its own: the host's TCP is the other side,
 * and virtio's checksum offload, which QEMU offers on TAP devices only, is at work.
 */
@DisplayName("On a TAP device")
class TapTest {
  private static final int LINES = 20_000;

  @TempDir Path folder;

  @Test
  @DisplayName(
      "the host's TCP and the appliance's understand each other, with sums made by the card")
  void answers() throws Exception {
    assumeTap();
    Path image =
        Workshop.get()
            .image(
                NetworkedProgram.test("countingserver.pas"),
                List.of("Networking", "VirtIONet"),
                Workshop.folder("networked/tap"));
    String said =
        Command.run(
            List.of(
                "unshare",
                "-Urn",
                "sh",
                NetworkedProgram.test("tap.sh").toString(),
                image.toString(),
                folder.toString(),
                body().toString()));
    assertThat(said)
        .isEqualTo(
            "You asked for /by/tap with 0 bytes.\n"
                + "same\n".repeat(3)
                + "virtionet makes sums checks sums\n");
  }

  /** About a megabyte of lines: the library's server sends its content as lines. */
  private Path body() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      text.append(Long.toHexString(random.nextLong())).append(" - ");
      text.append(Long.toHexString(random.nextLong())).append(" - ").append(line).append('\n');
    }
    return Files.writeString(folder.resolve("body"), text);
  }

  static void assumeTap() throws InterruptedException {
    List<String> probe =
        List.of("unshare", "-Urn", "ip", "tuntap", "add", "dev", "t0", "mode", "tap");
    try {
      Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
      Assumptions.assumeTrue(
          process.waitFor() == 0,
          () ->
              "no TAP device can be made here (" + String.join(" ", probe) + " fails): not tested");
    } catch (IOException e) {
      Assumptions.abort("not tested, for " + e.getMessage());
    }
  }
}
