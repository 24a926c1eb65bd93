// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** The least HTTP client: a connection for each request, through a forwarded port. */
final class HttpProbe {
  private HttpProbe() {}

  /** Asks until there is an answer: a line on the console comes before the program listens. */
  static void awaitAnswer(int port, String path) {
    long deadline = System.nanoTime() + NetworkedProgram.PATIENCE.toNanos();
    while (!answers(port, path)) {
      assertThat(System.nanoTime()).as("no answer").isLessThan(deadline);
    }
  }

  private static boolean answers(int port, String path) {
    try {
      return ask(port, path).startsWith("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The whole answer, head and all. */
  static String ask(int port, String path) throws IOException {
    try (Socket socket = connect(port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: appliance\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  /** A client that goes without a word; the appliance closes its side then. */
  static void openAndClose(int port) throws IOException {
    try (Socket socket = connect(port)) {
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(Math.toIntExact(NetworkedProgram.PATIENCE.toMillis()));
    return socket;
  }
}
