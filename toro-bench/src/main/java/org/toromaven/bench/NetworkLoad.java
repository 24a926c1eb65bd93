// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of a server that listens, each answer a rate: more is better.
 *
 * @param host its address
 * @param port of TCP and UDP
 */
record NetworkLoad(String host, int port) {
  private static final String LIMIT_SECONDS = "20";
  private static final int ANSWER_TRIES = 10;
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 5_000;
  private static final int CONNECTIONS = 1_500;
  private static final int DOWNLOAD = 40_000_000;
  private static final int DATAGRAMS = 4_000;
  private static final int WINDOW = 16;
  private static final int DATAGRAM_BYTES = 64;
  private static final int PATIENCE_MS = 200;
  private static final double BYTES_PER_MB = 1e6;
  private static final double NS_PER_SECOND = 1e9;

  private String url(String path) {
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "http://" + literal + ":" + port + path;
  }

  /** Asks until there is an answer. */
  void awaitAnswer() throws IOException {
    String retries = Integer.toString(ANSWER_TRIES);
    List<String> words =
        List.of("curl", "-gsS", "-m", LIMIT_SECONDS, "--retry", retries, "--retry-all-errors");
    List<String> command = new ArrayList<>(words);
    command.add(url("/first"));
    String said = said(command);
    if (!said.endsWith("You asked for /first.\n")) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  /** Requests a second on connections that stay open. */
  double requests() throws IOException {
    return ab("-k", "-n", Integer.toString(REQUESTS));
  }

  /** Connections a second, a request on each. */
  double connections() throws IOException {
    return ab("-n", Integer.toString(CONNECTIONS));
  }

  private double ab(String... how) throws IOException {
    List<String> words = new ArrayList<>(List.of("ab", "-q", "-c", "" + CLIENTS));
    words.addAll(Arrays.asList(how));
    words.add(url("/x"));
    String said = said(words);
    Matcher rate = Pattern.compile("Requests per second: +([0-9.]+)").matcher(said);
    if (!rate.find() || !said.contains("Failed requests:        0") || said.contains("Non-2xx")) {
      throw new IOException(String.join(" ", words) + ": " + said);
    }
    return Double.parseDouble(rate.group(1));
  }

  /** Megabytes a second of one connection. */
  double megabytes() throws IOException {
    List<String> words =
        List.of(
            "curl",
            "-gsS",
            "-m",
            LIMIT_SECONDS,
            "-o",
            "/dev/null",
            "-w",
            "%{size_download} %{speed_download}");
    List<String> command = new ArrayList<>(words);
    command.add(url("/bytes/" + DOWNLOAD));
    String[] said = said(command).trim().split(" ");
    if (said.length != 2 || Long.parseLong(said[0]) != DOWNLOAD) {
      throw new IOException(String.join(" ", command) + ": " + String.join(" ", said));
    }
    return Double.parseDouble(said[1]) / BYTES_PER_MB;
  }

  /** Datagrams a second that come back, a few under way at a time. */
  double datagrams() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
      socket.setSoTimeout(PATIENCE_MS);
      long start = System.nanoTime();
      int back = 0;
      int under = 0;
      DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
      while (back < DATAGRAMS) {
        for (; under < WINDOW; under++) {
          socket.send(packet);
        }
        try {
          socket.receive(packet);
          under--;
          back++;
        } catch (SocketTimeoutException lost) {
          under = 0;
        }
      }
      return back * NS_PER_SECOND / (System.nanoTime() - start);
    }
  }

  private static String said(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), ISO_8859_1);
  }
}
