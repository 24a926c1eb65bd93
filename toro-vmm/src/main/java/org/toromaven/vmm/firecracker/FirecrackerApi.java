// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests to Firecracker's API: HTTP/1.1 over a Unix socket, answered with 204 when they were
 * obeyed. (The JDK's HTTP client knows no Unix sockets.)
 */
final class FirecrackerApi {

  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int OBEYED = 204;

  private final Path socket;

  FirecrackerApi(Path socket) {
    this.socket = socket;
  }

  /**
   * Sends the requests, then starts the guest.
   *
   * @throws IOException naming the request that was refused, and why
   */
  void start(Map<String, JsonObject> requests, ProcessHandle process) throws IOException {
    for (Map.Entry<String, JsonObject> request : requests.entrySet()) {
      put(request.getKey(), request.getValue(), process);
    }
    JsonObject action = new JsonObject();
    action.put("action_type", "InstanceStart");
    put("/actions", action, process);
  }

  /** Connects; there is a moment when the socket's file exists and nobody listens yet. */
  private SocketChannel connect(ProcessHandle process) throws IOException {
    long deadline = System.nanoTime() + WAIT_NS;
    while (true) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("firecracker opens no API socket at " + socket, e);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NS);
      }
    }
  }

  private void put(String path, JsonObject body, ProcessHandle process) throws IOException {
    byte[] bytes = JsonWriter.string(body).getBytes(UTF_8);
    String head =
        "PUT "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    try (SocketChannel channel = connect(process)) {
      OutputStream output = Channels.newOutputStream(channel);
      output.write(head.getBytes(UTF_8));
      output.write(bytes);
      BufferedReader answer = new BufferedReader(Channels.newReader(channel, UTF_8));
      check(path, answer);
    }
  }

  private static void check(String path, BufferedReader answer) throws IOException {
    String line = answer.readLine();
    String status = line == null ? "no answer" : line.replaceFirst("^HTTP/1\\.\\d ", "");
    if (status.startsWith(Integer.toString(OBEYED))) {
      return;
    }
    throw new IOException("PUT " + path + ": " + status + " " + body(answer));
  }

  private static String body(BufferedReader answer) throws IOException {
    int length = 0;
    for (String line = answer.readLine(); line != null; line = answer.readLine()) {
      if (line.isEmpty()) {
        break;
      }
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    char[] text = new char[length];
    int size = 0;
    for (int count = 0; size < length && count >= 0; size += Math.max(count, 0)) {
      count = answer.read(text, size, length - size);
    }
    return new String(text, 0, size);
  }
}
