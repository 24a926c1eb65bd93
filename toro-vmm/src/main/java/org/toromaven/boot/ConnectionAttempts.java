// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Knocks at a forwarded port until somebody answers. A guest that is not up yet loses the first
 * packets and a connection tries again only after a second, so new attempts are made while earlier
 * ones are still open; few, to be gentle with the guest.
 */
final class ConnectionAttempts implements AutoCloseable {

  /** Decides on what was received. */
  interface Check {
    /**
     * Whether the connection proves what is wanted.
     *
     * @param received what has come so far, flipped for reading
     */
    boolean holds(ByteBuffer received);
  }

  private static final long INTERVAL_MS = 20;
  private static final int OPEN_MAX = 5;
  private static final int RECEIVE_BYTES = 512;

  private final InetSocketAddress address;
  private final byte[] greeting;
  private final Selector selector;
  private final Deque<SocketChannel> open = new ArrayDeque<>();

  /**
   * @param port on the loopback address
   * @param greeting sent on each connection; may be empty
   */
  ConnectionAttempts(int port, byte[] greeting) throws IOException {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.greeting = greeting.clone();
    selector = Selector.open();
  }

  /** Makes an attempt and looks at all open ones for a moment; true when the check holds. */
  boolean knock(Check check) throws IOException {
    begin();
    long end = System.nanoTime() + INTERVAL_MS * 1_000_000;
    for (long left = INTERVAL_MS; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      selector.select(left);
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isValid() && advance(key, check)) {
          return true;
        }
      }
      selector.selectedKeys().clear();
    }
    return false;
  }

  /** Whether a connection is open and its other end has not closed it. */
  boolean isAnyConnected() {
    return open.stream().anyMatch(channel -> channel.isOpen() && channel.isConnected());
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    selector.close();
  }

  private void begin() throws IOException {
    open.removeIf(channel -> !channel.isOpen());
    if (open.size() >= OPEN_MAX) {
      open.removeFirst().close();
    }
    SocketChannel channel = SocketChannel.open();
    open.addLast(channel);
    try {
      channel.configureBlocking(false);
      int interest = channel.connect(address) ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      channel.register(selector, interest, ByteBuffer.allocate(RECEIVE_BYTES));
    } catch (ConnectException e) {
      // The VMM does not listen yet.
      channel.close();
    }
  }

  private boolean advance(SelectionKey key, Check check) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    ByteBuffer received = (ByteBuffer) key.attachment();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_WRITE);
      } else if (key.isWritable()) {
        channel.write(ByteBuffer.wrap(greeting));
        key.interestOps(SelectionKey.OP_READ);
      } else if (channel.read(received) < 0 || !received.hasRemaining()) {
        channel.close();
      }
    } catch (IOException e) {
      // Refused or reset: nobody listens yet, the next attempt follows.
      channel.close();
    }
    return received.position() > 0 && check.holds(received.duplicate().flip());
  }
}
