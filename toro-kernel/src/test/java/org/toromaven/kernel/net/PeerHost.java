// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A host at the other end of the wire that QEMU's socket network makes of a TCP connection: answers
 * ARP (RFC 826) and opens TCP connections. The wire harms frames in both directions.
 */
@SuppressWarnings("FutureReturnValueIgnored") // see guard
final class PeerHost implements Closeable {
  static final int ADDRESS = 0x0a000901; // 10.0.9.1
  static final int GUEST = 0x0a000902;

  static final String GUEST_MAC = "02:00:00:00:09:02";

  static final byte[] GUEST_MAC_BYTES = {2, 0, 0, 0, 9, 2};
  static final byte[] MAC = {2, 0, 0, 0, 9, 1};
  private static final int ETHERNET = 14;
  private static final int KIND_IP = 0x0800;
  private static final int KIND_ARP = 0x0806;
  private static final int ARP_BYTES = 28;
  private static final long TICK_MS = 5;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 40_000;

  private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private final Map<Integer, PeerConnection> connections = new HashMap<>();
  private final Impairments wire;
  private final Random numbers;
  private DataOutputStream out;
  private int opened;
  private CompletableFuture<Void> pinged = new CompletableFuture<>();

  /** Listens for the VMM. */
  PeerHost(Impairments wire, long seed) throws IOException {
    this.wire = wire;
    this.numbers = new Random(seed);
    Thread reader = new Thread(this::readFrames, "peer-wire");
    reader.setDaemon(true);
    reader.start();
  }

  /** The port that the VMM's network connects to. */
  int wirePort() {
    return door.getLocalPort();
  }

  /** Opens a connection, sends the request, and completes with all that came back. */
  CompletableFuture<byte[]> exchange(int port, byte[] request) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    run(() -> open(port, request, result));
    return result;
  }

  /** Puts frames of any kind on the wire, unharmed; complete when the VMM has taken them. */
  CompletableFuture<Void> inject(List<byte[]> frames) {
    return CompletableFuture.runAsync(() -> frames.forEach(this::write), loop);
  }

  /** Sends an ICMP echo request (RFC 792); complete when the guest has answered one. */
  CompletableFuture<Void> ping() {
    return CompletableFuture.supplyAsync(
            () -> {
              pinged = new CompletableFuture<>();
              sendFrame(GUEST_MAC_BYTES, KIND_IP, WildFrames.echoRequest(ADDRESS, GUEST));
              return pinged;
            },
            loop)
        .thenCompose(answer -> answer);
  }

  private void open(int port, byte[] request, CompletableFuture<byte[]> result) {
    int localPort = FIRST_PORT + opened++ % PORTS;
    PeerConnection connection =
        new PeerConnection(localPort, port, numbers.nextInt(), request, result, this::send);
    connections.put(localPort, connection);
    connection.tick(System.nanoTime());
  }

  private void run(Runnable action) {
    loop.execute(() -> guard(action));
  }

  /** Whatever goes wrong in here is the failure of all that waits for an answer. */
  private void guard(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      connections.values().forEach(connection -> connection.fail(e));
    }
  }

  /** The connections that have not ended. */
  String describe() throws Exception {
    return loop.submit(
            () ->
                connections.values().stream()
                    .map(PeerConnection::describe)
                    .filter(text -> text.endsWith("open"))
                    .collect(Collectors.joining("\n")))
        .get();
  }

  /** Segments that the peer sent more than once. */
  long retransmitted() throws Exception {
    return loop.submit(
            () -> connections.values().stream().mapToLong(PeerConnection::retransmitted).sum())
        .get();
  }

  private void readFrames() {
    try (Socket socket = door.accept()) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream frames = new DataOutputStream(socket.getOutputStream());
      run(() -> out = frames);
      loop.scheduleAtFixedRate(() -> guard(this::tick), 0, TICK_MS, TimeUnit.MILLISECONDS);
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        run(() -> wire.pass(frame).forEach(this::arriveHere));
      }
    } catch (IOException | RejectedExecutionException wireIsCut) {
      loop.shutdownNow();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    connections.values().forEach(connection -> connection.tick(now));
  }

  private void arriveHere(Impairments.Arrival frame) {
    after(frame.delayMs(), () -> take(ByteBuffer.wrap(frame.bytes())));
  }

  private void after(long delayMs, Runnable action) {
    if (delayMs == 0) {
      action.run();
    } else {
      loop.schedule(() -> guard(action), delayMs, TimeUnit.MILLISECONDS);
    }
  }

  private void take(ByteBuffer frame) {
    if (frame.remaining() < ETHERNET) {
      return;
    }
    int kind = frame.getShort(12) & 0xffff;
    frame.position(ETHERNET);
    if (kind == KIND_ARP && frame.remaining() >= ARP_BYTES) {
      takeArp(frame.slice());
    } else if (kind == KIND_IP) {
      if (WildFrames.isEchoReply(frame.slice())) {
        pinged.complete(null);
      }
      PeerSegment.read(frame, GUEST, ADDRESS)
          .filter(segment -> connections.containsKey(segment.targetPort()))
          .ifPresent(
              segment -> connections.get(segment.targetPort()).take(segment, System.nanoTime()));
    }
  }

  private void takeArp(ByteBuffer arp) {
    boolean fromGuest = arp.getInt(14) == GUEST && arp.getInt(24) == ADDRESS;
    if (!fromGuest || arp.getLong(0) >>> 16 != 0x0001_0800_0604L) {
      return;
    }
    if (arp.getShort(6) == 1) {
      byte[] sender = new byte[6];
      arp.position(8);
      arp.get(sender);
      ByteBuffer reply = ByteBuffer.allocate(46);
      reply.putLong(0x0001_0800_0604_0002L).put(MAC).putInt(ADDRESS).put(sender).putInt(GUEST);
      sendFrame(sender, KIND_ARP, reply.array());
    }
  }

  private void send(PeerSegment segment) {
    sendFrame(GUEST_MAC_BYTES, KIND_IP, segment.packet(ADDRESS, GUEST, numbers.nextInt()));
  }

  private void sendFrame(byte[] target, int kind, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + payload.length);
    frame.put(target).put(MAC).putShort((short) kind).put(payload);
    for (Impairments.Arrival arrival : wire.pass(frame.array())) {
      after(arrival.delayMs(), () -> write(arrival.bytes()));
    }
  }

  private void write(byte[] frame) {
    if (out == null) {
      return;
    }
    try {
      ByteBuffer whole = ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame);
      out.write(whole.array());
      out.flush();
    } catch (IOException wireIsCut) {
      loop.shutdown();
    }
  }

  @Override
  public void close() throws IOException {
    loop.shutdownNow();
    door.close();
  }
}
