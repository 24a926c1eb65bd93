// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.kernel.Workshop;

/** The host's IPv6 on a TAP device finds the appliance, talks to it and is understood. */
@DisplayName("IPv6 on a TAP device")
class Ip6TapTest {
  @TempDir Path folder;

  @Test
  @DisplayName("a fixed address, the link's own and IPv4 in disguise are served at once")
  void answers() throws Exception {
    TapTest.assumeTap();
    Path image =
        Workshop.get()
            .image(
                NetworkedProgram.test("net6_web.pas"),
                List.of("Networking", "IPv6", "VirtIONet"),
                Workshop.folder("networked/tap6"));
    String said =
        Command.run(
            List.of(
                "unshare",
                "-Urn",
                "sh",
                NetworkedProgram.test("tap6.sh").toString(),
                image.toString(),
                folder.toString()));
    assertThat(said)
        .isEqualTo(
            """
            you are 2001:0DB8:0009::0001 and asked for /by/address
            you are FE80::0001 and asked for /by/link
            you are ::FFFF:0A00:0901 and asked for /by/ipv4
            0
            3000000
            2001:db8:9::2 lladdr 52:54:00:00:00:09
            """);
  }
}
