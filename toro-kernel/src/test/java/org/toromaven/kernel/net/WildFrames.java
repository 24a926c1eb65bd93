// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Frames that no honest host sends: mutations of ARP, ICMP, UDP, TCP and fragments, and segments
 * that open connections from everywhere. One seeded sequence; not thread-safe.
 */
final class WildFrames {
  private static final int ETHERNET = 14;
  private static final int IP = 20;
  private static final int ICMP = 1;
  private static final int UDP = 17;
  private static final int MUTATIONS_MAX = 8;

  private final Random random;
  private final int port;

  /** For a guest that listens on {@code port}. */
  WildFrames(long seed, int port) {
    this.random = new Random(seed);
    this.port = port;
  }

  /** A frame with some bytes changed, cut short now and then; half of them with sums put right. */
  byte[] mutated() {
    byte[] frame = honest();
    int mutations = 1 + random.nextInt(MUTATIONS_MAX);
    for (int i = 0; i < mutations; i++) {
      frame[ETHERNET + random.nextInt(frame.length - ETHERNET)] = (byte) random.nextInt();
    }
    if (random.nextInt(8) == 0) {
      frame = Arrays.copyOf(frame, ETHERNET + random.nextInt(frame.length - ETHERNET));
    } else if (random.nextBoolean()) {
      putSum(frame, ETHERNET, IP, 10);
    }
    return frame;
  }

  /** A SYN from an address and port of the guest's link that nobody has. */
  byte[] syn() {
    int source = 0x0a000900 + 3 + random.nextInt(250);
    return frame(0x0800, segment(PeerSegment.SYN, new byte[0]).packet(source, PeerHost.GUEST, 1));
  }

  private byte[] honest() {
    return switch (random.nextInt(6)) {
      case 0 -> frame(0x0806, arp());
      case 1 -> frame(0x0800, echoRequest(PeerHost.ADDRESS, PeerHost.GUEST));
      case 2 -> frame(0x0800, packet(UDP, random.nextInt(), 0, 60));
      case 3 -> frame(0x0800, packet(UDP, random.nextInt(4), random.nextInt(0x4000), 64));
      default -> {
        int flags = List.of(2, 16, 18, 24, 17, 4, 48, 63).get(random.nextInt(8));
        byte[] data = new byte[random.nextInt(200)];
        random.nextBytes(data);
        yield frame(
            0x0800,
            segment(flags, data).packet(PeerHost.ADDRESS, PeerHost.GUEST, random.nextInt()));
      }
    };
  }

  private PeerSegment segment(int flags, byte[] data) {
    int source = 1024 + random.nextInt(64_000);
    return new PeerSegment(
        source, port, random.nextInt(), random.nextInt(), flags, 65_535, 2, List.of(), data);
  }

  private static byte[] arp() {
    ByteBuffer arp = ByteBuffer.allocate(46);
    arp.putLong(0x0001_0800_0604_0001L).put(PeerHost.MAC).putInt(PeerHost.ADDRESS);
    arp.put(new byte[6]).putInt(PeerHost.GUEST);
    return arp.array();
  }

  private byte[] packet(int protocol, int identification, int fragment, int size) {
    ByteBuffer packet = ByteBuffer.allocate(IP + size);
    packet.put(header(protocol, identification, fragment, size));
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    return packet.put(payload).array();
  }

  /** An IPv4 packet with an ICMP echo request. */
  static byte[] echoRequest(int source, int target) {
    int size = 8 + 32;
    ByteBuffer packet = ByteBuffer.allocate(IP + size);
    packet.put(header(ICMP, 1, 0, size));
    packet.putInt(12, source).putInt(16, target);
    packet.put(IP, (byte) 8);
    putSum(packet.array(), 0, IP, 10);
    putSum(packet.array(), IP, size, 2);
    return packet.array();
  }

  /** Is it an IPv4 packet with an ICMP echo reply? */
  static boolean isEchoReply(ByteBuffer packet) {
    return packet.remaining() > IP && packet.get(9) == ICMP && packet.get(IP) == 0;
  }

  private static byte[] header(int protocol, int identification, int fragment, int size) {
    ByteBuffer header = ByteBuffer.allocate(IP);
    header.putShort((short) 0x4500).putShort((short) (IP + size));
    header.putShort((short) identification).putShort((short) fragment);
    header.put((byte) 64).put((byte) protocol).putShort((short) 0);
    header.putInt(PeerHost.ADDRESS).putInt(PeerHost.GUEST);
    putSum(header.array(), 0, IP, 10);
    return header.array();
  }

  private static byte[] frame(int kind, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + payload.length);
    frame.put(PeerHost.GUEST_MAC_BYTES).put(PeerHost.MAC).putShort((short) kind).put(payload);
    return frame.array();
  }

  /** The Internet checksum (RFC 1071) of {@code size} bytes, put at {@code place} among them. */
  private static void putSum(byte[] bytes, int start, int size, int place) {
    if (bytes.length < start + size) {
      return;
    }
    ByteBuffer part = ByteBuffer.wrap(bytes, start, size).slice();
    part.putShort(place, (short) 0);
    int sum = 0;
    for (int at = 0; at + 1 < size; at += 2) {
      sum += part.getShort(at) & 0xffff;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    part.putShort(place, (short) ~sum);
  }
}
