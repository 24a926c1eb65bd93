// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** An HTTP server on a Unix socket that answers each request by a function of head and body. */
public final class UnixHttpServer implements AutoCloseable {

  private final ServerSocketChannel server;
  private final BiFunction<String, String, String> answer;
  private final Thread thread;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * @param answer given "METHOD PATH" and body, the status line's rest and the body, such as {@code
   *     "204 No Content\n"}
   */
  public UnixHttpServer(Path socket, BiFunction<String, String, String> answer) throws IOException {
    this.answer = answer;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    thread = new Thread(this::serve, "stand-in API");
    thread.setDaemon(true);
    thread.start();
  }

  /** "METHOD PATH BODY" of what was asked so far. */
  public List<String> requests() {
    return requests;
  }

  /** Takes no more requests and ends the answer that is under way. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel channel = server.accept()) {
          answer(channel);
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void answer(SocketChannel channel) throws IOException {
    BufferedReader reader = new BufferedReader(Channels.newReader(channel, UTF_8));
    String head = reader.readLine().replace(" HTTP/1.1", "");
    int length = 0;
    for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    char[] body = new char[length];
    for (int size = 0; size < length; ) {
      size += reader.read(body, size, length - size);
    }
    requests.add(head + " " + new String(body));
    String[] parts = answer.apply(head, new String(body)).split("\n", 2);
    String text =
        "HTTP/1.1 " + parts[0] + "\r\nContent-Length: " + parts[1].length() + "\r\n\r\n" + parts[1];
    channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }
}
