// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/**
 * Chooses the host ports of forwards that ask for any free one. Every boot does; who boots the same
 * machine again and again may choose once.
 */
public final class FreePorts {

  private FreePorts() {}

  /** Whether some forward leaves the choice to us. */
  static boolean wanted(MachineConfig machine) {
    return machine.networks().stream()
        .flatMap(network -> network.forwards().stream())
        .anyMatch(forward -> forward.hostPort() == 0);
  }

  /**
   * The machine with all ports chosen.
   *
   * @throws IOException there is no free port
   */
  public static MachineConfig chosen(MachineConfig machine) throws IOException {
    if (!wanted(machine)) {
      return machine;
    }
    List<Network> networks = new ArrayList<>();
    for (Network network : machine.networks()) {
      List<PortForward> forwards = new ArrayList<>();
      for (PortForward forward : network.forwards()) {
        int port = forward.hostPort() == 0 ? free(forward.protocol()) : forward.hostPort();
        forwards.add(new PortForward(forward.protocol(), port, forward.guestPort()));
      }
      networks.add(network.withForwards(forwards));
    }
    return machine.toBuilder().networks(networks).build();
  }

  /** Whether somebody else took a port between our choice and the VMM's use of it. */
  static boolean anyTaken(List<PortForward> forwards) {
    return forwards.stream().anyMatch(forward -> !isFree(forward));
  }

  private static int free(PortForward.Protocol protocol) throws IOException {
    if (protocol == PortForward.Protocol.UDP) {
      try (DatagramSocket socket = new DatagramSocket(0, loopback())) {
        return socket.getLocalPort();
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isFree(PortForward forward) {
    try {
      if (forward.protocol() == PortForward.Protocol.UDP) {
        new DatagramSocket(new InetSocketAddress(loopback(), forward.hostPort())).close();
      } else {
        new ServerSocket(forward.hostPort(), 1, loopback()).close();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
