// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The host's end of the event port (BOOT-ABI 7): a Unix socket that the VMM connects to when it
 * starts. One connection is served. The VMM waits when this side does not read, so nothing is lost.
 * For one thread.
 */
final class EventSocket implements AutoCloseable {

  /** Receives bytes. */
  @FunctionalInterface
  interface Sink {
    /** Bytes that one reading returned. */
    void bytes(byte[] bytes, int length) throws IOException;
  }

  private static final int BUFFER_BYTES = 4096;

  /** More than a socket holds. A process that escaped might write for ever. */
  private static final int READINGS_MAX = 256;

  private final ServerSocketChannel server;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private SocketChannel connection;

  private EventSocket(ServerSocketChannel server) {
    this.server = server;
  }

  static EventSocket listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path)).configureBlocking(false);
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
    }
    return new EventSocket(server);
  }

  /** Hands on what has come, without waiting; false when that was nothing. */
  boolean read(Sink sink) throws IOException {
    int readings = 0;
    while (isConnected() && readings < READINGS_MAX) {
      int count = connection.read(buffer.clear());
      if (count <= 0) {
        break;
      }
      sink.bytes(buffer.array(), count);
      readings++;
    }
    return readings > 0;
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (connection != null) {
      connection.close();
    }
  }

  private boolean isConnected() throws IOException {
    if (connection == null) {
      connection = server.accept();
      if (connection != null) {
        connection.configureBlocking(false);
      }
    }
    return connection != null;
  }
}
