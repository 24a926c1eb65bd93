// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;

/** The stock HTTP client in an appliance, and a server of the host. */
@DisplayName("A stock HTTP client")
class HostServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"MICROVM, VIRTIO, VirtIONet", "PC, E1000, E1000", "PC, NE2000, Ne2000"})
  @DisplayName("gets pages from a server of the host, and posts to it, by a name of /etc/hosts")
  void asks(Machine machine, Network.Device card, String driver) throws Exception {
    assertThat(run("hostclient", machine, card, driver, "")).isEqualTo(expected());
  }

  @Test
  @DisplayName("opens connection after connection, and holds no more memory afterwards")
  void callsAgainAndAgain() throws Exception {
    callMany(300);
  }

  @Test
  @Tag("long")
  @DisplayName("opens 10,000 connections, more than TIME-WAIT keeps")
  void callsAtLength() throws Exception {
    callMany(10_000);
  }

  private static void callMany(int count) throws Exception {
    String said =
        run("manycalls", Machine.MICROVM, Network.Device.VIRTIO, "VirtIONet", " " + count);
    assertThat(said).isEqualTo(count + " right, 0 bytes more\n");
  }

  /** What the program writes that is given the port of a server of the host and more parameters. */
  private static String run(
      String name, Machine machine, Network.Device card, String driver, String parameters)
      throws Exception {
    Path work = Workshop.folder("networked/" + name + "-" + machine + "-" + card);
    Path program = NetworkedProgram.test(name + ".pas");
    Path image = Workshop.get().image(program, List.of("Networking", driver), work);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", HostServiceTest::answer);
    server.start();
    try {
      String words = "toro.host=10.0.2.2/builder -- " + server.getAddress().getPort() + parameters;
      BootRequest request =
          BootRequest.of(
                  new BootSource(image, BootSource.Kind.KERNEL, words, List.of()),
                  work.resolve("console"))
              .withMachine(
                  MachineConfig.builder()
                      .machine(machine)
                      .acceleration(Acceleration.TCG)
                      .network(new Network(card, List.of(), Optional.empty()))
                      .build())
              .withTimeout(PATIENCE);
      BootResult result = new BootRunner().run(request);
      String console = Files.readString(work.resolve("console"));
      assertThat(result.outcome()).as(console).isEqualTo(BootOutcome.EXITED);
      return console.replace("\r", "");
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    int size = exchange.getRequestBody().readAllBytes().length;
    byte[] text = (exchange.getRequestURI() + " with " + size + " bytes").getBytes(US_ASCII);
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private static String expected() {
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= 20; number++) {
      text.append("/page").append(number).append(" with 0 bytes\n");
    }
    return text.append("/post with 200000 bytes\n").toString();
  }
}
