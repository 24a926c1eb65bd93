// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.toromaven.maven.report.Advice;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/**
 * {@code <network>}: the appliance's network card and address. It is connected to the VMM's own
 * network, which needs no privilege; the host reaches the appliance through {@code <forwards>}.
 * Each element has a user property of its name, such as {@code -Dtoro.network.device=e1000}.
 *
 * <pre>{@code
 * <network>
 *   <device>virtio</device>              virtio, e1000 or ne2000
 *   <address>dhcp</address>              or 10.0.2.15/24
 *   <gateway>10.0.2.2</gateway>          with a fixed address
 *   <nameServers><nameServer>10.0.2.3</nameServer></nameServers>
 *   <capture>target/toro/network.pcap</capture>
 * </network>
 * }</pre>
 */
public final class NetworkConfig {
  private static final String DHCP = "dhcp";

  private String device;
  private String address;
  private String gateway;
  private List<String> nameServers;
  private String capture;

  /** Called by Maven. */
  public NetworkConfig() {}

  Network network(Settings settings, Path base, List<PortForward> forwards)
      throws ConfigurationException {
    String file = settings.text("network.capture", capture, null);
    return new Network(device(settings), forwards, Optional.ofNullable(file).map(base::resolve));
  }

  /** The kernel word {@code toro.net=...}; empty with DHCP. */
  String kernelWord(Settings settings) throws ConfigurationException {
    String fixed = settings.text("network.address", address, DHCP);
    if (fixed.equalsIgnoreCase(DHCP)) {
      return "";
    }
    if (!fixed.matches("\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}")) {
      throw new ConfigurationException(
          Advice.badValue("network.address", fixed, "dhcp or an address such as 10.0.2.15/24"));
    }
    List<String> parts = new ArrayList<>(List.of(fixed));
    String router = settings.text("network.gateway", gateway, "");
    List<String> servers = settings.list("network.nameServers", nameServers);
    if (!router.isEmpty() || !servers.isEmpty()) {
      parts.add(router.isEmpty() ? "0.0.0.0" : router);
      parts.addAll(servers);
    }
    return "toro.net=" + String.join(",", parts);
  }

  /** The kernel units without which the card is of no use. */
  List<String> units(Settings settings) throws ConfigurationException {
    String driver =
        switch (device(settings)) {
          case VIRTIO -> "VirtIONet";
          case E1000 -> "E1000";
          case NE2000 -> "Ne2000";
        };
    return List.of("Networking", driver);
  }

  private Network.Device device(Settings settings) throws ConfigurationException {
    return settings.choice("network.device", device, Network.Device.VIRTIO);
  }

  /**
   * {@code 8080:80}, {@code 0:80} (any free port), {@code 53:53/udp}.
   *
   * @throws ConfigurationException when the text is none of these
   */
  static PortForward forward(String text) throws ConfigurationException {
    boolean udp = text.endsWith("/udp");
    String ports = udp ? text.substring(0, text.length() - "/udp".length()) : text;
    int colon = ports.indexOf(':');
    try {
      return new PortForward(
          udp ? PortForward.Protocol.UDP : PortForward.Protocol.TCP,
          Integer.parseInt(ports.substring(0, Math.max(colon, 0))),
          Integer.parseInt(ports.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          Advice.badValue("forwards", text, "HOST:GUEST, such as 8080:80, 0:80 or 53:53/udp"));
    }
  }
}
