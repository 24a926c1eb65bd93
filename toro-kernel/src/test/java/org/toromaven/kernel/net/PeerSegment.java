// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A TCP segment (RFC 9293 3.1) in an IPv4 packet (RFC 791 3.1), written from the RFCs and sharing
 * nothing with the kernel's stack, which it judges.
 *
 * @param window as on the wire, not yet scaled
 * @param scale shift of the window scale option, -1 when absent (RFC 7323 2)
 * @param sacks blocks of selective acknowledgements: left and right edge (RFC 2018)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never kept or compared
record PeerSegment(
    int sourcePort,
    int targetPort,
    int sequence,
    int acknowledgement,
    int flags,
    int window,
    int scale,
    List<int[]> sacks,
    byte[] data) {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;

  private static final int IP_HEADER = 20;
  private static final int TCP_HEADER = 20;
  private static final int PROTOCOL = 6;
  private static final int MSS = 1460;
  private static final int OPTION_MSS = 2;
  private static final int OPTION_SCALE = 3;
  private static final int OPTION_SACK_ALLOWED = 4;
  private static final int OPTION_SACK = 5;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Reads a packet from {@code source} to {@code target}; empty when it is none or damaged. */
  static Optional<PeerSegment> read(ByteBuffer packet, int source, int target) {
    if (packet.remaining() < IP_HEADER + TCP_HEADER || packet.get(packet.position()) != 0x45) {
      return Optional.empty();
    }
    ByteBuffer ip = packet.slice();
    int total = ip.getShort(2) & 0xffff;
    boolean whole = total <= ip.remaining() && (ip.getShort(6) & 0x3fff) == 0;
    if (!whole
        || ip.get(9) != PROTOCOL
        || ip.getInt(12) != source
        || ip.getInt(16) != target
        || sum(ip.slice(0, IP_HEADER), 0) != 0) {
      return Optional.empty();
    }
    ByteBuffer tcp = ip.slice(IP_HEADER, total - IP_HEADER);
    int header = tcp.remaining() < TCP_HEADER ? 0 : ((tcp.get(12) >> 4) & 15) * 4;
    if (header < TCP_HEADER
        || header > tcp.remaining()
        || sum(tcp, pseudoHeader(source, target, tcp.remaining())) != 0) {
      return Optional.empty();
    }
    return Optional.of(readTcp(tcp, header));
  }

  private static PeerSegment readTcp(ByteBuffer tcp, int header) {
    int scale = -1;
    List<int[]> sacks = new ArrayList<>();
    int at = TCP_HEADER;
    while (at < header && tcp.get(at) != 0) {
      int kind = tcp.get(at);
      int length = kind == 1 ? 1 : tcp.get(at + 1);
      if (kind == OPTION_SCALE) {
        scale = tcp.get(at + 2);
      } else if (kind == OPTION_SACK) {
        for (int block = at + 2; block + 8 <= at + length; block += 8) {
          sacks.add(new int[] {tcp.getInt(block), tcp.getInt(block + 4)});
        }
      }
      at += Math.max(1, length);
    }
    byte[] data = new byte[tcp.remaining() - header];
    tcp.slice(header, data.length).get(data);
    return new PeerSegment(
        tcp.getShort(0) & 0xffff,
        tcp.getShort(2) & 0xffff,
        tcp.getInt(4),
        tcp.getInt(8),
        tcp.get(13) & 0x3f,
        tcp.getShort(14) & 0xffff,
        scale,
        sacks,
        data);
  }

  /** Writes the whole packet. */
  byte[] packet(int source, int target, int identification) {
    byte[] options = options();
    int size = IP_HEADER + TCP_HEADER + options.length + data.length;
    ByteBuffer packet = ByteBuffer.allocate(size);
    packet.putShort((short) 0x4500).putShort((short) size).putShort((short) identification);
    packet.putShort((short) 0x4000).put((byte) 64).put((byte) PROTOCOL).putShort((short) 0);
    packet.putInt(source).putInt(target);
    packet.putShort(10, (short) sum(packet.slice(0, IP_HEADER), 0));
    packet.putShort((short) sourcePort).putShort((short) targetPort);
    packet.putInt(sequence).putInt(acknowledgement);
    packet.put((byte) ((TCP_HEADER + options.length) * 4)).put((byte) flags);
    packet.putShort((short) window).putInt(0).put(options).put(data);
    ByteBuffer tcp = packet.slice(IP_HEADER, size - IP_HEADER);
    tcp.putShort(16, (short) sum(tcp, pseudoHeader(source, target, tcp.remaining())));
    return packet.array();
  }

  private byte[] options() {
    ByteBuffer options = ByteBuffer.allocate(40);
    if (has(SYN)) {
      options.put((byte) OPTION_MSS).put((byte) 4).putShort((short) MSS);
      options.put((byte) OPTION_SACK_ALLOWED).put((byte) 2);
      options.put((byte) OPTION_SCALE).put((byte) 3).put((byte) scale).put((byte) 1);
      options.put((byte) 1).put((byte) 1);
    } else if (!sacks.isEmpty()) {
      options.put((byte) 1).put((byte) 1).put((byte) OPTION_SACK);
      options.put((byte) (2 + 8 * sacks.size()));
      sacks.forEach(block -> options.putInt(block[0]).putInt(block[1]));
    }
    return Arrays.copyOf(options.array(), options.position());
  }

  private static int pseudoHeader(int source, int target, int size) {
    return (source >>> 16)
        + (source & 0xffff)
        + (target >>> 16)
        + (target & 0xffff)
        + PROTOCOL
        + size;
  }

  /** The Internet checksum (RFC 1071): 0 over what holds a right one. */
  private static int sum(ByteBuffer bytes, int start) {
    long sum = start;
    int at = 0;
    for (; at + 1 < bytes.remaining(); at += 2) {
      sum += bytes.getShort(at) & 0xffff;
    }
    if (at < bytes.remaining()) {
      sum += (bytes.get(at) & 0xff) << 8;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
