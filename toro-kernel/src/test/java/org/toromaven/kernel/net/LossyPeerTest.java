// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.Appliance;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;

/**
 * An appliance and a peer with a TCP of its own, over QEMU's socket network and a wire that loses,
 * doubles, delays, reorders and corrupts frames: every byte arrives as it was sent.
 */
@DisplayName("Over a bad wire")
class LossyPeerTest {
  private static final Logger LOG = Logger.getLogger(LossyPeerTest.class.getName());
  private static final int PORT = 9000;
  private static final int SIZE = 1 << 20;
  private static final int AT_ONCE = 8;
  private static final long PATIENCE_MINUTES = 2;

  @ParameterizedTest(name = "{0} with {1}: {2} transfers, {3} thousandths lost")
  @CsvSource({
    "MICROVM, VIRTIO, 8, 0",
    "MICROVM, VIRTIO, 8, 10",
    "MICROVM, VIRTIO, 4, 60",
    "PC, E1000, 8, 30",
  })
  @DisplayName("every byte of every megabyte is right")
  void arrives(Machine machine, Network.Device card, int transfers, int loss) throws Exception {
    transfer(machine, card, transfers, loss);
  }

  @ParameterizedTest(name = "{0} with {1}: {2} transfers, {3} thousandths lost")
  @CsvSource({
    "MICROVM, VIRTIO, 400, 10",
    "MICROVM, VIRTIO, 400, 50",
    "PC, VIRTIO, 200, 100",
    "PC, E1000, 200, 100",
  })
  @Tag("long")
  @DisplayName("every byte of every megabyte is right, at length")
  void arrivesAtLength(Machine machine, Network.Device card, int transfers, int loss)
      throws Exception {
    transfer(machine, card, transfers, loss);
  }

  private static void transfer(Machine machine, Network.Device card, int transfers, int loss)
      throws Exception {
    Impairments wire = new Impairments(loss + 1L, loss, loss / 4, loss / 2, loss / 10);
    NetworkedProgram program =
        new NetworkedProgram(NetworkedProgram.test("transferserver.pas"), machine, card, PORT);
    long begin = System.nanoTime();
    try (PeerHost peer = new PeerHost(wire, loss);
        Appliance appliance =
            program.startOnWire(
                new NetworkLink.Socket(false, "127.0.0.1", peer.wirePort()),
                PeerHost.GUEST_MAC,
                "toro.net=10.0.9.2/24")) {
      Deque<CompletableFuture<Void>> running = new ArrayDeque<>();
      for (int number = 1; number <= transfers; number++) {
        running.add(number % 2 == 0 ? upload(peer, number) : download(peer, number));
        if (running.size() == AT_ONCE) {
          await(running.remove(), peer);
        }
      }
      for (CompletableFuture<Void> last : running) {
        await(last, peer);
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      long again = peer.retransmitted();
      LOG.info(
          () ->
              String.format(
                  "%s, %s, %d transfers, %d thousandths: %d s, %d frames harmed, %d sent again",
                  machine, card, transfers, loss, seconds, wire.framesHarmed(), again));
      assertThat(appliance.isRunning()).isTrue();
      assertThat(wire.framesHarmed() > 0).isEqualTo(loss > 0);
    }
  }

  private static void await(CompletableFuture<Void> transfer, PeerHost peer) throws Exception {
    try {
      transfer.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new AssertionError("still open:\n" + peer.describe(), e);
    }
  }

  private static CompletableFuture<Void> upload(PeerHost peer, long seed) {
    ByteBuffer request = ByteBuffer.allocate(13 + SIZE);
    request.put(header('U', seed)).put(bytes(seed));
    return peer.exchange(PORT, request.array())
        .thenAccept(answer -> assertThat(new String(answer, US_ASCII)).isEqualTo("R"));
  }

  private static CompletableFuture<Void> download(PeerHost peer, long seed) {
    return peer.exchange(PORT, header('D', seed))
        .thenAccept(answer -> assertThat(answer).isEqualTo(bytes(seed)));
  }

  private static byte[] header(char direction, long seed) {
    ByteBuffer header = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
    return header.put((byte) direction).putLong(seed).putInt(SIZE).array();
  }

  /** The same numbers as the appliance makes: xorshift64 (Marsaglia 2003). */
  private static byte[] bytes(long seed) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    long state = seed;
    while (bytes.hasRemaining()) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      bytes.putLong(state);
    }
    return bytes.array();
  }
}
