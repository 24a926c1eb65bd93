// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What QEMU translates up to the first answer of a stock HTTP server: of the time to that answer
 * nearly all goes there (decision 0010). Blocks are counted, not timed; which timers come in
 * between is the host's doing, so there is room for their code.
 */
final class TranslationBudgetTest {

  private static final long BLOCKS_MAX = 5_200;
  private static final long INSTRUCTIONS_MAX = 23_500;
  private static final String ADDRESS = "10.0.2.15/24,10.0.2.2";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> VMM =
      List.of(
          "qemu-system-x86_64",
          "-no-user-config",
          "-nodefaults",
          "-display",
          "none",
          "-no-reboot",
          "-accel",
          "tcg",
          "-m",
          "64M",
          "-serial",
          "stdio",
          "-machine",
          "microvm,acpi=off,rtc=on,isa-serial=on",
          "-netdev",
          "user,id=n,hostfwd=tcp:127.0.0.1:PORT-:8080",
          "-global",
          "virtio-mmio.force-legacy=false",
          "-device",
          "virtio-net-device,netdev=n",
          "-d",
          "in_asm,nochain");

  @TempDir Path folder;

  @Test
  @DisplayName("the first answer over HTTP takes at most 5,200 blocks of 23,500 instructions")
  void firstAnswer() throws Exception {
    Path log = folder.resolve("blocks.log");
    Path program = Path.of("../examples/http-fcl/src/main/pascal/httpserver.pas");
    Path image = new Appliances(folder).build(program, UnitsBench.NETWORK);
    List<String> rest =
        List.of(
            "-D", log.toString(), "-kernel", image.toString(), "-append", "toro.net=" + ADDRESS);

    try (HttpGuest guest = HttpGuest.spawn(Stream.concat(VMM.stream(), rest.stream()).toList())) {
      assertThat(guest.firstAnswerNs(LIMIT)).isPresent();
    }

    assertThat(count(log, "IN:")).isBetween(1L, BLOCKS_MAX);
    assertThat(count(log, "0x")).isBetween(1L, INSTRUCTIONS_MAX);
  }

  private static long count(Path log, String start) throws Exception {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.startsWith(start)).count();
    }
  }
}
