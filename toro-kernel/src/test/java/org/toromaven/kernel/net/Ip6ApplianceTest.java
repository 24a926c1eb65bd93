// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;

/**
 * An appliance that forms its address from the prefix which QEMU's own network announces, finds the
 * router and fetches a page of the host's ::1 through it.
 */
@DisplayName("IPv6 over QEMU's network")
class Ip6ApplianceTest {
  private static final Path PROGRAM = Path.of("src/test/networked/net6_web.pas").toAbsolutePath();

  /** Where QEMU's user network shows the host. */
  private static final String HOST = "fec0::2";

  private static final int PAGE_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"MICROVM, VIRTIO", "PC, E1000", "PC, NE2000"})
  @DisplayName("fetches a page, every byte right")
  void fetches(Machine machine, Network.Device card) throws Exception {
    byte[] page = page();
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 0);
    server.createContext("/page", exchange -> answer(exchange, page));
    server.start();
    try {
      BootResult result = boot(machine, card, server.getAddress().getPort());
      String console = Files.readString(result.console().file());
      assertThat(result.outcome()).as(console).isEqualTo(BootOutcome.EXITED);
      assertThat(console).contains("fetched " + PAGE_BYTES + " bytes, sum " + sum(page) + "\n");
    } finally {
      server.stop(0);
    }
  }

  private static byte[] page() {
    byte[] page = new byte[PAGE_BYTES];
    for (int i = 0; i < page.length; i++) {
      page[i] = (byte) ((i * 31) >> 3);
    }
    return page;
  }

  /** The program's sum: 31 times what came before and the byte, modulo 2 to the power of 32. */
  private static String sum(byte[] page) {
    int sum = 0;
    for (byte value : page) {
      sum = sum * 31 + (value & 0xFF);
    }
    return Integer.toUnsignedString(sum);
  }

  private static void answer(HttpExchange exchange, byte[] page) throws IOException {
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private static BootResult boot(Machine machine, Network.Device card, int port) throws Exception {
    Path work = Workshop.folder("ip6/" + machine + "-" + card);
    String driver =
        switch (card) {
          case VIRTIO -> "VirtIONet";
          case E1000 -> "E1000";
          case NE2000 -> "Ne2000";
        };
    Path image = Workshop.get().image(PROGRAM, List.of("Networking", "IPv6", driver), work);
    String words = "fetch=" + HOST + "," + port + ",/page once";
    BootRequest request =
        BootRequest.of(BootSource.kernel(image).withCommandLine(words), work.resolve("console"))
            .withMachine(
                MachineConfig.builder()
                    .machine(machine)
                    .acceleration(Acceleration.TCG)
                    .network(new Network(card, List.of(), Optional.empty()))
                    .build())
            .withExpectations(Expectations.SUCCESS)
            .withTimeout(PATIENCE);
    return new BootRunner().run(request);
  }
}
