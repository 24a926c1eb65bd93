// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/** Ready conditions beyond the console: ports, HTTP, and what makes them impossible. */
class ReadyConditionTest {

  @TempDir Path folder;

  @Test
  @DisplayName("an HTTP status makes ready, another status or a refusal does not")
  void httpStatus() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread guest = new Thread(() -> serve(server, "503 Busy", "200 OK"));
      guest.setDaemon(true);
      guest.start();
      BootResult result =
          bootScript(server, new ReadyCondition.HttpStatus(80, "/health", 200), "sleep 1000");

      assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.READY);
      assertThat(result.timeline().readyBy()).isEqualTo("GET /health on port 80 answers 200");
    }
  }

  @Test
  @DisplayName("a connection that is taken makes an open port")
  void openPort() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      BootResult result = bootScript(server, new ReadyCondition.OpenPort(80), "sleep 1000");

      assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.READY);
    }
  }

  @Test
  @DisplayName("QEMU accepts connections for a guest that does not listen: the port is not open")
  void qemuAcceptsEarly() throws Exception {
    Path image = new TestGuest().print("up\n").loop().writeTo(folder.resolve("guest.elf"));
    MachineConfig machine =
        MachineConfig.builder().network(Network.virtio(PortForward.tcp(80))).build();
    BootResult result =
        new BootRunner()
            .run(
                BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
                    .withMachine(machine)
                    .withTimeout(Duration.ofSeconds(4))
                    .withExpectations(
                        Expectations.SUCCESS.untilReady(new ReadyCondition.OpenPort(80))));

    assertThat(result.outcome()).isEqualTo(BootOutcome.TIMED_OUT);
    assertThat(result.reason()).contains("none of these held: port 80 is open");
    assertThat(result.forwards()).hasSize(1);
    assertThat(result.forwards().get(0).hostPort()).isPositive();
  }

  @Test
  @DisplayName("a port that is not forwarded can never be reached, and that is said at once")
  void notForwarded() throws Exception {
    BootResult result =
        new BootRunner(ScriptedVmm.only("sleep 1000"))
            .run(
                request("sleep")
                    .withExpectations(
                        Expectations.SUCCESS.untilReady(new ReadyCondition.OpenPort(81))));

    assertThat(result.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(result.reason())
        .isEqualTo("ready condition cannot hold: port 81 is open: the port is not forwarded");
  }

  @Test
  @DisplayName("the first of several conditions decides")
  void first() throws Exception {
    BootResult result =
        new BootRunner(ScriptedVmm.only("echo almost; echo listening on 80; sleep 1000"))
            .run(
                request("x")
                    .withExpectations(
                        Expectations.SUCCESS.untilReady(
                            new ReadyCondition.ConsolePattern(Pattern.compile("never")),
                            new ReadyCondition.ConsolePattern(Pattern.compile("listening")))));

    assertThat(result.outcome()).isEqualTo(BootOutcome.READY);
    assertThat(result.timeline().readyBy()).isEqualTo("the console shows /listening/");
  }

  private BootResult bootScript(ServerSocket server, ReadyCondition condition, String script)
      throws Exception {
    PortForward forward = new PortForward(PortForward.Protocol.TCP, server.getLocalPort(), 80);
    MachineConfig machine =
        ScriptedVmm.machine().toBuilder().network(Network.virtio(forward)).build();
    return new BootRunner(ScriptedVmm.only(script))
        .run(
            request("x")
                .withMachine(machine)
                .withExpectations(Expectations.SUCCESS.untilReady(condition)));
  }

  private BootRequest request(String image) {
    return BootRequest.of(BootSource.kernel(folder.resolve(image)), folder.resolve("console.log"))
        .withMachine(ScriptedVmm.machine());
  }

  /** Refuses the first connection, then answers the others with these statuses in turn. */
  private static void serve(ServerSocket server, String... statuses) {
    try {
      server.accept().close();
      for (String status : statuses) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[1024]);
          socket.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
