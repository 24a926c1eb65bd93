// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.Appliance;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.Network;

/** Clients that others wrote, against a stock HTTP server in an appliance. */
@DisplayName("A stock HTTP server")
class HttpClientsTest {
  private static final int GUEST_PORT = 8080;

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"MICROVM, VIRTIO", "PC, VIRTIO", "PC, E1000"})
  @DisplayName("serves curl, fphttpclient, ab and wrk")
  void serves(Machine machine, Network.Device card) throws Exception {
    NetworkedProgram program =
        new NetworkedProgram(
            NetworkedProgram.test("countingserver.pas"), machine, card, GUEST_PORT);
    try (Appliance appliance = program.start()) {
      String site = "http://127.0.0.1:" + appliance.hostPort(GUEST_PORT) + "/";
      curl(site);
      freePascal(site, machine + "-" + card);
      apacheBench(site);
      wrk(site);
    }
  }

  /** Also a body of more than one segment. The first try may come before the server listens. */
  private static void curl(String site) throws Exception {
    List<String> retry = List.of("--retry", "50", "--retry-all-errors", "--retry-delay", "1");
    List<String> words = new ArrayList<>(List.of("curl", "-sS", "-i", "-m", "60"));
    words.addAll(retry);
    words.add(site + "by/curl");
    assertThat(Command.run(words))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("You asked for /by/curl with 0 bytes.\n");
    Path body = Files.writeString(Workshop.folder("networked").resolve("body"), "x".repeat(50_000));
    assertThat(Command.run(List.of("curl", "-sS", "--data-binary", "@" + body, site + "post")))
        .isEqualTo("You asked for /post with 50000 bytes.\n");
  }

  /** The client of the compiler's own library, as a program of this machine. */
  private static void freePascal(String site, String name) throws Exception {
    Path folder = Workshop.folder("networked/askhttp-" + name);
    Command.run(
        List.of(
            "fpc",
            "-v0",
            "-FE" + folder,
            "-FU" + folder,
            NetworkedProgram.test("askhttp.pas").toString()));
    String said = Command.run(List.of(folder.resolve("askhttp").toString(), site + "fcl", "100"));
    assertThat(said).isEqualTo("You asked for /fcl with 0 bytes.\n100 times\n");
  }

  private static void apacheBench(String site) throws Exception {
    assertThat(Command.run(List.of("ab", "-q", "-n", "400", "-c", "8", site + "ab")))
        .containsPattern("Complete requests: +400\n")
        .containsPattern("Failed requests: +0\n")
        .doesNotContain("Non-2xx");
  }

  private static void wrk(String site) throws Exception {
    assertThat(Command.run(List.of("wrk", "-t", "1", "-c", "4", "-d", "2s", site + "wrk")))
        .containsPattern("[1-9]\\d* requests in")
        .doesNotContain("Non-2xx")
        .doesNotContain("timeout [1-9]");
  }
}
