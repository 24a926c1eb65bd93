// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.Appliance;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;

/** A booted appliance and a wire full of frames that no honest host sends: it serves on. */
@DisplayName("On a hostile wire")
class HostileWireTest {
  private static final Logger LOG = Logger.getLogger(HostileWireTest.class.getName());
  private static final int PORT = 8080;
  private static final int BURST = 500;
  private static final long PATIENCE_MINUTES = 5;
  private static final long PING_SECONDS = 2;
  private static final int PINGS = 60;

  @ParameterizedTest(name = "{0} with {1}: {2} mutated frames, {3} SYNs")
  @CsvSource({"MICROVM, VIRTIO, 5000, 5000", "PC, E1000, 3000, 2000"})
  @DisplayName("answers pings and HTTP afterwards")
  void survives(Machine machine, Network.Device card, int mutated, int syns) throws Exception {
    attack(machine, card, mutated, syns);
  }

  @ParameterizedTest(name = "{0} with {1}: {2} mutated frames, {3} SYNs")
  @CsvSource({"MICROVM, VIRTIO, 1000000, 200000"})
  @Tag("long")
  @DisplayName("answers pings and HTTP afterwards, at length")
  void survivesAtLength(Machine machine, Network.Device card, int mutated, int syns)
      throws Exception {
    attack(machine, card, mutated, syns);
  }

  private static void attack(Machine machine, Network.Device card, int mutated, int syns)
      throws Exception {
    NetworkedProgram program =
        new NetworkedProgram(NetworkedProgram.test("countingserver.pas"), machine, card, PORT);
    WildFrames frames = new WildFrames(mutated, PORT);
    try (PeerHost peer = new PeerHost(new Impairments(1, 0, 0, 0, 0), 1);
        Appliance appliance =
            program.startOnWire(
                new NetworkLink.Socket(false, "127.0.0.1", peer.wirePort()),
                PeerHost.GUEST_MAC,
                "toro.net=10.0.9.2/24")) {
      assertServes(peer);
      send(peer, frames::mutated, mutated);
      assertServes(peer);
      send(peer, frames::syn, syns);
      String memory = assertServes(peer);
      LOG.info(() -> machine + ", " + card + ", " + mutated + " frames, " + syns + ": " + memory);
      assertThat(appliance.isRunning()).isTrue();
    }
  }

  private static void send(PeerHost peer, Supplier<byte[]> frames, int count) throws Exception {
    for (int sent = 0; sent < count; sent += BURST) {
      List<byte[]> burst = new ArrayList<>();
      for (int i = 0; i < BURST; i++) {
        burst.add(frames.get());
      }
      peer.inject(burst).get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }
  }

  /** Asks again when the card was full of other frames. */
  private static void awaitPing(PeerHost peer) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        peer.ping().get(PING_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        assertThat(tries).as("pings without an answer").isLessThan(PINGS);
      }
    }
  }

  /** What it says of its memory. */
  private static String assertServes(PeerHost peer) throws Exception {
    awaitPing(peer);
    byte[] request = "GET /memory HTTP/1.0\r\n\r\n".getBytes(US_ASCII);
    byte[] answer = peer.exchange(PORT, request).get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    String text = new String(answer, US_ASCII);
    assertThat(text).startsWith("HTTP/1.").contains("connections=");
    return text.substring(text.indexOf("heap=")).trim();
  }
}
