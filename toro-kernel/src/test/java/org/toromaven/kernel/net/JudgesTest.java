// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.kernel.Workshop;

/**
 * Other people's tools judge an appliance on a TAP device in a network namespace of its own:
 * Linux's TCP behind netem, tshark, nmap, scapy, hping3, wrk, ab, siege, slowhttptest. A tool that
 * is not installed is skipped, and said so.
 */
@DisplayName("Independent judges on a TAP device")
class JudgesTest {
  private static final Logger LOG = Logger.getLogger(JudgesTest.class.getName());

  private static final int LIMIT_MINUTES = 20;

  @TempDir Path folder;

  @Test
  @Tag("long")
  @DisplayName("find nothing wrong")
  void findNothing() throws Exception {
    TapTest.assumeTap();
    Path image =
        Workshop.get()
            .image(
                NetworkedProgram.test("coreserver.pas"),
                List.of("Memory", "Process", "Networking", "VirtIONet"),
                Workshop.folder("networked/judges"));
    String said =
        Command.run(
            List.of(
                "unshare",
                "-Urnpf",
                "--kill-child",
                "--mount-proc",
                "bash",
                NetworkedProgram.test("judges.sh").toString(),
                image.toString(),
                folder.toString()),
            LIMIT_MINUTES);
    LOG.info(said);
    assertThat(said).doesNotContain("FAILED").endsWith("all judges have spoken\n");
  }
}
