// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.toromaven.vmm.AllocatorTuning;

/**
 * A running VMM whose guest serves HTTP on port 8080 and says {@code listening on port} just
 * before. The client is this process, ready before the VMM is spawned: no process of a client's is
 * in the figures. It begins to ask when the line is on the console, since QEMU's user network takes
 * seconds to repeat what comes too early.
 */
final class HttpGuest implements AutoCloseable {
  private static final String LINE = "listening on port";
  private static final int ANSWER_LIMIT_MS = 10_000;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: guest\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);

  private final Process vmm;
  private final int port;
  private final long spawnedNs;
  private final StringBuilder console = new StringBuilder();

  private HttpGuest(Process vmm, int port, long spawnedNs) {
    this.vmm = vmm;
    this.port = port;
    this.spawnedNs = spawnedNs;
  }

  /**
   * Spawns QEMU with these words, as a boot of ours does; {@code PORT} in them becomes a free port
   * of the host.
   */
  static HttpGuest spawn(List<String> words) throws IOException {
    return spawn(words, AllocatorTuning::apply);
  }

  /** The same, with the environment as it is. */
  static HttpGuest spawnUntuned(List<String> words) throws IOException {
    return spawn(words, environment -> {});
  }

  private static HttpGuest spawn(List<String> words, Consumer<Map<String, String>> tuning)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    words.forEach(word -> command.add(word.replace("PORT", Integer.toString(port))));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    tuning.accept(builder.environment());
    long now = System.nanoTime();
    return new HttpGuest(builder.start(), port, now);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** Nanoseconds from spawn to the first byte on the console; empty when there is none. */
  OptionalLong firstByteNs() throws IOException {
    int first = vmm.getInputStream().read();
    return first < 0 ? OptionalLong.empty() : OptionalLong.of(System.nanoTime() - spawnedNs);
  }

  /**
   * Nanoseconds from spawn to the first HTTP 200; empty when the guest ends or says nothing in
   * time.
   */
  OptionalLong firstAnswerNs(Duration limit) throws IOException {
    long deadline = spawnedNs + limit.toNanos();
    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
        .execute(vmm::destroyForcibly);
    if (!awaitLine()) {
      return OptionalLong.empty();
    }
    while (vmm.isAlive() && System.nanoTime() < deadline) {
      if (answers()) {
        return OptionalLong.of(System.nanoTime() - spawnedNs);
      }
    }
    return OptionalLong.empty();
  }

  /** Blocks until the guest says that it listens; False: it ended before, or by the limit. */
  boolean listens(Duration limit) throws IOException {
    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (console.indexOf(LINE) < 0) {
                vmm.destroyForcibly();
              }
            });
    return awaitLine();
  }

  /** Blocks without looking at the clock, which would take a core from the guest. */
  private boolean awaitLine() throws IOException {
    InputStream in = vmm.getInputStream();
    byte[] bytes = new byte[4096];
    while (console.indexOf(LINE) < 0) {
      int count = in.read(bytes);
      if (count < 0) {
        return false;
      }
      console.append(new String(bytes, 0, count, ISO_8859_1));
    }
    return true;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      socket.getOutputStream().write(REQUEST);
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(start, ISO_8859_1).equals("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    vmm.destroyForcibly();
    try {
      vmm.waitFor(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    vmm.getInputStream().close();
  }
}
