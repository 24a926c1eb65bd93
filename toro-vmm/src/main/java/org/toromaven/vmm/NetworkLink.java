// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Objects;

/** What the cable of a network card is plugged into. */
public sealed interface NetworkLink {

  /** The only one with forwards. */
  NetworkLink USER = new User();

  /**
   * The VMM's own network: guest 10.0.2.15, gateway 10.0.2.2. It needs no privilege; the host
   * reaches the guest only through forwards.
   */
  record User() implements NetworkLink {}

  /**
   * A TAP device of the host, which exists already and belongs to whoever starts the VMM.
   *
   * @param device its name, such as {@code tap0}
   */
  record Tap(String device) implements NetworkLink {
    private static final int NAME_MAX = 15; // IFNAMSIZ less the zero

    public Tap {
      if (!device.matches("[^\\s/,:]{1," + NAME_MAX + "}")) {
        throw new IllegalArgumentException("no name of a TAP device: " + device);
      }
    }
  }

  /**
   * A wire made of a TCP connection that carries Ethernet frames, each behind its length in four
   * bytes, most significant first: to another VMM, or to a program of the host.
   *
   * @param listens this side waits for the other one
   * @param host address to listen on or to connect to
   * @param port the same, from 1 to 65535
   */
  record Socket(boolean listens, String host, int port) implements NetworkLink {
    private static final int PORT_MAX = 65_535;

    public Socket {
      Objects.requireNonNull(host, "host");
      if (!host.matches("[A-Za-z0-9.-]+") || port < 1 || port > PORT_MAX) {
        throw new IllegalArgumentException("no HOST:PORT: " + host + ":" + port);
      }
    }
  }
}
