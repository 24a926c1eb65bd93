// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One TCP connection of the peer, opened by it: sends its request, takes what comes until the other
 * side closes, closes too. Positions in both streams are 64-bit numbers from 0 for the SYN. All
 * calls come from one thread.
 */
final class PeerConnection {
  private static final int SEGMENT = 1460;
  private static final int SCALE = 2;
  private static final int WINDOW_BYTES = 200_000;
  private static final int FLIGHT_MAX = 64 * 1024;
  private static final int SACK_BLOCKS = 3;
  private static final int DUPLICATES = 3;
  private static final long RETRY_NS = 60_000_000L;
  private static final long RETRY_SYN_NS = 200_000_000L;

  /** What is on its way: its place, its bytes, when it was last sent. */
  private static final class Flight {
    final long position;
    final byte[] data;
    final int flags;
    long sentNs;
    boolean arrived;

    Flight(long position, byte[] data, int flags) {
      this.position = position;
      this.data = data;
      this.flags = flags;
    }

    long end() {
      boolean counts = (flags & (PeerSegment.SYN | PeerSegment.FIN)) != 0;
      return position + data.length + (counts ? 1 : 0);
    }
  }

  private final int localPort;
  private final int remotePort;
  private final int firstSequence;
  private final byte[] request;
  private final Consumer<PeerSegment> out;
  private final CompletableFuture<byte[]> answer;

  private final TreeMap<Long, Flight> flights = new TreeMap<>();
  private long sendNext;
  private long acknowledged;
  private long sendWindow = SEGMENT;
  private int sendScale;
  private int duplicates;

  private final TreeMap<Long, byte[]> early = new TreeMap<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean established;
  private int remoteFirst;
  private long receiveNext;
  private long remoteEnd = Long.MAX_VALUE;
  private long retransmitted;

  /** Opens at the first {@link #tick}; {@code answer} gets all bytes once both have closed. */
  PeerConnection(
      int localPort,
      int remotePort,
      int firstSequence,
      byte[] request,
      CompletableFuture<byte[]> answer,
      Consumer<PeerSegment> out) {
    this.localPort = localPort;
    this.remotePort = remotePort;
    this.firstSequence = firstSequence;
    this.request = request.clone();
    this.answer = answer;
    this.out = out;
  }

  /** Ends it, unless it has its answer. */
  void fail(RuntimeException why) {
    answer.completeExceptionally(why);
  }

  /** Where it stands, for the message of a test that waits in vain. */
  String describe() {
    return String.format(
        "%d: sent %d of %d, acknowledged %d, window %d, %d on their way; received %d, %d early,"
            + " end %d, %s",
        localPort,
        sendNext,
        request.length + 2,
        acknowledged,
        sendWindow,
        flights.size(),
        receiveNext,
        early.size(),
        remoteEnd,
        answer.isDone() ? "done" : "open");
  }

  long retransmitted() {
    return retransmitted;
  }

  /** Sends what is due: new data that fits, and what was not acknowledged for too long. */
  void tick(long nowNs) {
    if (answer.isDone()) {
      return;
    }
    if (sendNext == 0) {
      launch(new Flight(0, new byte[0], PeerSegment.SYN), nowNs);
    }
    long patience = established ? RETRY_NS : RETRY_SYN_NS;
    for (Flight flight : flights.values()) {
      if (!flight.arrived && nowNs - flight.sentNs > patience) {
        retransmitted++;
        send(flight, nowNs);
      }
    }
    if (established) {
      fill(nowNs);
    }
  }

  private void fill(long nowNs) {
    long end = request.length + 1L;
    long limit = acknowledged + Math.min(sendWindow, FLIGHT_MAX);
    while (sendNext < end && (sendNext < limit || flights.isEmpty())) {
      int from = (int) (sendNext - 1);
      int to =
          (int) Math.min(request.length, Math.min(from + SEGMENT, Math.max(limit - 1, from + 1)));
      launch(new Flight(sendNext, Arrays.copyOfRange(request, from, to), PeerSegment.PSH), nowNs);
    }
    if (sendNext == end) {
      launch(new Flight(sendNext, new byte[0], PeerSegment.FIN), nowNs);
    }
  }

  private void launch(Flight flight, long nowNs) {
    flights.put(flight.position, flight);
    sendNext = flight.end();
    send(flight, nowNs);
  }

  private void send(Flight flight, long nowNs) {
    flight.sentNs = nowNs;
    emit(flight.position, flight.flags, flight.data);
  }

  private void emit(long position, int flags, byte[] data) {
    boolean opening = (flags & PeerSegment.SYN) != 0;
    int window = WINDOW_BYTES >> (opening ? 0 : SCALE);
    out.accept(
        new PeerSegment(
            localPort,
            remotePort,
            firstSequence + (int) position,
            established ? remoteFirst + (int) receiveNext : 0,
            flags | (established ? PeerSegment.ACK : 0),
            Math.min(window, 0xffff),
            SCALE,
            sacks(),
            data));
  }

  /** The first runs of bytes that are here before their turn. */
  private List<int[]> sacks() {
    List<long[]> runs = new ArrayList<>();
    for (var piece : early.entrySet()) {
      long end = piece.getKey() + piece.getValue().length;
      long[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && piece.getKey() <= last[1]) {
        last[1] = Math.max(last[1], end);
      } else {
        runs.add(new long[] {piece.getKey(), end});
      }
    }
    return runs.stream()
        .limit(SACK_BLOCKS)
        .map(run -> new int[] {remoteFirst + (int) run[0], remoteFirst + (int) run[1]})
        .toList();
  }

  /** A segment of this connection has come. */
  void take(PeerSegment segment, long nowNs) {
    if (segment.has(PeerSegment.RST)) {
      fail(new IllegalStateException("reset by the appliance"));
      return;
    }
    if (segment.has(PeerSegment.SYN)) {
      open(segment);
    }
    if (!established || !segment.has(PeerSegment.ACK)) {
      return;
    }
    acknowledge(segment, nowNs);
    long before = receiveNext;
    boolean occupies = occupies(segment);
    if (occupies) {
      store(segment);
    }
    if (occupies || receiveNext != before) {
      emit(sendNext, 0, new byte[0]);
    }
    fill(nowNs);
    if (receiveNext > remoteEnd && acknowledged == request.length + 2L) {
      answer.complete(received.toByteArray());
    }
  }

  private static boolean occupies(PeerSegment segment) {
    return segment.data().length > 0
        || (segment.flags() & (PeerSegment.SYN | PeerSegment.FIN)) != 0;
  }

  private void open(PeerSegment segment) {
    if (established || segment.acknowledgement() != firstSequence + 1) {
      return;
    }
    established = true;
    remoteFirst = segment.sequence();
    receiveNext = 1;
    sendScale = Math.max(0, segment.scale());
  }

  private void acknowledge(PeerSegment segment, long nowNs) {
    long position = acknowledged + (segment.acknowledgement() - firstSequence - (int) acknowledged);
    if (position < acknowledged || position > sendNext) {
      return;
    }
    boolean duplicate = position == acknowledged && !occupies(segment) && !flights.isEmpty();
    duplicates = duplicate ? duplicates + 1 : 0;
    acknowledged = position;
    sendWindow = (long) segment.window() << (segment.has(PeerSegment.SYN) ? 0 : sendScale);
    flights.headMap(position).values().removeIf(flight -> flight.end() <= position);
    for (int[] block : segment.sacks()) {
      long left = acknowledged + (block[0] - firstSequence - (int) acknowledged);
      long right = acknowledged + (block[1] - firstSequence - (int) acknowledged);
      flights.tailMap(left).values().stream()
          .filter(flight -> flight.end() <= right)
          .forEach(flight -> flight.arrived = true);
    }
    if (duplicates == DUPLICATES && !flights.isEmpty()) {
      retransmitted++;
      send(flights.firstEntry().getValue(), nowNs);
    }
  }

  private void store(PeerSegment segment) {
    if (segment.has(PeerSegment.SYN)) {
      return;
    }
    long position = receiveNext + (segment.sequence() - remoteFirst - (int) receiveNext);
    if (segment.has(PeerSegment.FIN)) {
      remoteEnd = position + segment.data().length;
    }
    if (segment.data().length > 0 && position + segment.data().length > receiveNext) {
      early.merge(position, segment.data(), (a, b) -> a.length >= b.length ? a : b);
    }
    while (!early.isEmpty() && early.firstKey() <= receiveNext) {
      var piece = early.pollFirstEntry();
      int known = (int) (receiveNext - piece.getKey());
      if (known < piece.getValue().length) {
        received.write(piece.getValue(), known, piece.getValue().length - known);
        receiveNext = piece.getKey() + piece.getValue().length;
      }
    }
    if (receiveNext == remoteEnd) {
      receiveNext++;
    }
  }
}
