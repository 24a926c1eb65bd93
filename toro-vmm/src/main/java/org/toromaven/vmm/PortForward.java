// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Objects;

/**
 * A port of the guest made reachable on the loopback address of the host.
 *
 * @param protocol TCP or UDP
 * @param hostPort port on 127.0.0.1; 0 asks for any free one, and the boot says which it was
 * @param guestPort port that the guest listens on
 */
public record PortForward(Protocol protocol, int hostPort, int guestPort) {

  /** Transport of a forwarded port. */
  public enum Protocol {
    /** Stream. */
    TCP,
    /** Datagram. */
    UDP
  }

  public PortForward {
    Objects.requireNonNull(protocol, "protocol");
    requirePort(hostPort, 0, "host port");
    requirePort(guestPort, 1, "guest port");
  }

  /** Forwards any free TCP port of the host to the guest's port. */
  public static PortForward tcp(int guestPort) {
    return new PortForward(Protocol.TCP, 0, guestPort);
  }

  private static void requirePort(int port, int lowest, String name) {
    if (port < lowest || port > 65_535) {
      throw new IllegalArgumentException(
          name + " must be between " + lowest + " and 65535: " + port);
    }
  }
}
