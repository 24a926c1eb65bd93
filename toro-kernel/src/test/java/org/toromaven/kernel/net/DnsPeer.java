// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A name server that answers well and badly (RFC 1035, 3596): started as a program of its own in a
 * network namespace, where port 53 may be bound. Its arguments are the addresses that it listens
 * on; the first is the one that fails for names that begin with {@code second}.
 */
final class DnsPeer {
  private static final int PORT = 53;
  private static final int CNAME = 5;
  private static final int PTR = 12;
  private static final int AAAA = 28;
  private static final int NO_SUCH_NAME = 3;
  private static final int SERVER_FAILURE = 2;
  private static final int TRUNCATED = 0x0200;
  private static final int ANSWER = 0x8180;
  private static final int HEADER = 12;
  private static final int POINTER_TO_QUESTION = 0xC000 | HEADER;

  private final DatagramSocket socket;
  private final boolean first;

  private DnsPeer(DatagramSocket socket, boolean first) {
    this.socket = socket;
    this.first = first;
  }

  /** Serves until killed; says {@code ready} when every address is bound. */
  public static void main(String[] addresses) throws Exception {
    for (String address : addresses) {
      DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), PORT));
      DnsPeer peer = new DnsPeer(socket, address.equals(addresses[0]));
      new Thread(peer::serve).start();
    }
    System.err.println("ready");
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        answer(Arrays.copyOf(buffer, packet.getLength()), packet);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the name server ends", e);
    }
  }

  private void answer(byte[] query, DatagramPacket from) throws IOException {
    String name = nameIn(query);
    int kind = query[query.length - 3] & 0xFF;
    if (name.equals("silent.test") || (first && name.startsWith("second-silent"))) {
      return;
    }
    if (name.equals("wrong-port.test")) {
      try (DatagramSocket other = new DatagramSocket(0, socket.getLocalAddress())) {
        other.send(to(from, reply(query, ANSWER, records(name, kind))));
      }
      return;
    }
    socket.send(to(from, replyTo(query, name, kind)));
  }

  private byte[] replyTo(byte[] query, String name, int kind) throws IOException {
    if (name.equals("nowhere.test")) {
      return reply(query, ANSWER | NO_SUCH_NAME, List.of());
    }
    if (first && name.equals("second-fails.test")) {
      return reply(query, ANSWER | SERVER_FAILURE, List.of());
    }
    byte[] good = reply(query, ANSWER, records(name, kind));
    return switch (name) {
      case "short.test" -> Arrays.copyOf(good, 5);
      case "bare.test" -> Arrays.copyOf(good, HEADER);
      case "truncated.test" -> reply(query, ANSWER | TRUNCATED, records(name, kind));
      case "wrong-id.test" -> with(good, 0, good[0] ^ 1);
      case "question.test" -> with(good, 2, good[2] & 0x7F);
      case "long.test" -> with(good, query.length + 10, 0x7F);
      default -> good;
    };
  }

  private static byte[] with(byte[] bytes, int place, int value) {
    bytes[place] = (byte) value;
    return bytes;
  }

  private static List<byte[]> records(String name, int kind) throws IOException {
    if (kind == PTR) {
      return List.of(record(PTR, label("host.test")));
    }
    if (name.startsWith("chain")) {
      int step = name.charAt(5) - '0';
      String next = step < 3 ? "chain" + (step + 1) + ".test" : "plain.test";
      return List.of(record(CNAME, label(next)));
    }
    if (name.equals("circle.test")) {
      return List.of(record(CNAME, label("circle.test")));
    }
    if (name.equals("only-four.test") && kind == AAAA) {
      return List.of();
    }
    byte[] one = address(kind, 1);
    if (name.startsWith("many")) {
      return List.of(
          record(kind, one), record(kind, address(kind, 2)), record(kind, address(kind, 3)));
    }
    return List.of(record(kind, one));
  }

  private static byte[] address(int kind, int last) throws IOException {
    String text = kind == AAAA ? "2001:db8::" + last : "10.1.2." + last;
    return InetAddress.getByName(text).getAddress();
  }

  private static byte[] record(int kind, byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(POINTER_TO_QUESTION);
    out.writeShort(kind);
    out.writeShort(1);
    out.writeInt(60);
    out.writeShort(data.length);
    out.write(data);
    return bytes.toByteArray();
  }

  private static byte[] reply(byte[] query, int flags, List<byte[]> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(flags);
    out.writeShort(1);
    out.writeShort(records.size());
    out.writeInt(0);
    out.write(query, HEADER, query.length - HEADER);
    for (byte[] record : records) {
      out.write(record);
    }
    return bytes.toByteArray();
  }

  private static String nameIn(byte[] query) {
    StringBuilder name = new StringBuilder();
    for (int place = HEADER; query[place] > 0; place += query[place] + 1) {
      name.append(new String(query, place + 1, query[place], US_ASCII)).append('.');
    }
    name.setLength(Math.max(0, name.length() - 1));
    return name.toString();
  }

  private static byte[] label(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String part : name.split("\\.", -1)) {
      bytes.write(part.length());
      bytes.writeBytes(part.getBytes(US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  private static DatagramPacket to(DatagramPacket asker, byte[] data) {
    return new DatagramPacket(data, data.length, asker.getSocketAddress());
  }
}
