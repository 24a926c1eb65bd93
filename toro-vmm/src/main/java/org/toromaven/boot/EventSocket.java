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
 */
final class EventSocket implements AutoCloseable {

  /** Receives bytes as they arrive. */
  interface Sink {
    /** Bytes that one read returned. */
    void bytes(byte[] bytes, int length, long arrivalNanoTime);
  }

  private static final int BUFFER_BYTES = 65_536;

  private final Path path;
  private final ServerSocketChannel server;

  private EventSocket(Path path, ServerSocketChannel server) {
    this.path = path;
    this.server = server;
  }

  static EventSocket listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
    }
    return new EventSocket(path, server);
  }

  /** Serves the one connection until its other end closes it. */
  void serve(Sink sink) throws IOException {
    try (SocketChannel channel = server.accept()) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        sink.bytes(buffer.array(), buffer.position(), System.nanoTime());
      }
    }
  }

  /**
   * Lets {@link #serve} come to its end when the VMM has ended. Connections are served in the order
   * they were made: if the VMM made one, it is read to its end and this one is never served; if it
   * made none, this one is served and is empty.
   */
  void finish() throws IOException {
    SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
