// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.PortForward;

/** Finds out when a port of the guest is open, or answers a request with a status. */
final class PortProbes {

  private final List<PortForward> forwards;
  private final BooleanSupplier goOn;

  /**
   * @param forwards ports that can be reached
   * @param goOn false once the answer is of no more use
   */
  PortProbes(List<PortForward> forwards, BooleanSupplier goOn) {
    this.forwards = forwards;
    this.goOn = goOn;
  }

  /** Why a condition can never be looked at; empty when it can. */
  static Optional<String> obstacle(ReadyCondition condition, List<PortForward> forwards) {
    int port =
        condition instanceof ReadyCondition.OpenPort open
            ? open.guestPort()
            : condition instanceof ReadyCondition.HttpStatus http ? http.guestPort() : 0;
    return port == 0 || forward(port, forwards).isPresent()
        ? Optional.empty()
        : Optional.of("ready condition cannot hold: " + condition + ": the port is not forwarded");
  }

  /**
   * Waits until the port is open.
   *
   * @param source how to ask the VMM; without it a connection that stays open is proof enough
   * @return false when there was no more use
   */
  boolean awaitOpen(ReadyCondition.OpenPort condition, Optional<Launch.PortWatchSource> source)
      throws IOException {
    PortForward forward = forward(condition.guestPort(), forwards).orElseThrow();
    try (ConnectionAttempts attempts = new ConnectionAttempts(forward.hostPort(), new byte[0]);
        PersistentWatch watch = new PersistentWatch(source)) {
      while (goOn.getAsBoolean()) {
        boolean greeted = attempts.knock(received -> true);
        boolean taken = source.isPresent() ? watch.isTaken(forward) : attempts.isAnyConnected();
        if (greeted || taken) {
          return true;
        }
      }
      return false;
    }
  }

  /** Waits until a GET is answered with the status; false when there was no more use. */
  boolean awaitStatus(ReadyCondition.HttpStatus condition) throws IOException {
    PortForward forward = forward(condition.guestPort(), forwards).orElseThrow();
    String request =
        "GET " + condition.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (ConnectionAttempts attempts =
        new ConnectionAttempts(forward.hostPort(), request.getBytes(US_ASCII))) {
      while (goOn.getAsBoolean()) {
        if (attempts.knock(received -> hasStatus(received, condition.status()))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether the answer starts with a status line (RFC 9112, 4) of that status. */
  private static boolean hasStatus(ByteBuffer received, int status) {
    String text = US_ASCII.decode(received).toString();
    return text.matches("(?s)HTTP/1\\.[01] " + status + "[ \\r\\n].*");
  }

  private static Optional<PortForward> forward(int guestPort, List<PortForward> forwards) {
    return forwards.stream()
        .filter(forward -> forward.guestPort() == guestPort)
        .filter(forward -> forward.protocol() == PortForward.Protocol.TCP)
        .findFirst();
  }
}
