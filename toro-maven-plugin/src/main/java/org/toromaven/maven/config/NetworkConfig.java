// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.toromaven.maven.report.Advice;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;
import org.toromaven.vmm.PortForward;

/**
 * {@code <network>}: the appliance's network card, what it is connected to, and its address. In
 * mode {@code user}, the VMM's own network, which needs no privilege, the host reaches the
 * appliance through {@code <forwards>}. Mode {@code tap} is a TAP device that exists already; mode
 * {@code socket} a wire to another VMM or program, of which one end listens and the other connects.
 * Each element has a user property of its name, such as {@code -Dtoro.network.device=e1000}.
 *
 * <pre>{@code
 * <network>
 *   <mode>user</mode>                    user, tap or socket
 *   <tap>tap0</tap>                      mode tap: the device
 *   <listen>127.0.0.1:7000</listen>      mode socket: this end, or else
 *   <connect>127.0.0.1:7000</connect>    that one
 *   <mac>52:54:00:00:00:01</mac>         when several appliances share a wire
 *   <device>virtio</device>              virtio, e1000 or ne2000
 *   <address>dhcp</address>              or 10.0.2.15/24
 *   <gateway>10.0.2.2</gateway>          with a fixed address
 *   <address6>auto</address6>            IPv6 too: auto, or 2001:db8::2/64
 *   <gateway6>2001:db8::1</gateway6>     with a fixed address6
 *   <nameServers><nameServer>10.0.2.3</nameServer></nameServers>
 *   <hosts><host>10.0.2.2 builder</host></hosts>   lines of /etc/hosts
 *   <capture>target/toro/network.pcap</capture>
 * </network>
 * }</pre>
 */
public final class NetworkConfig {
  private static final String DHCP = "dhcp";
  private static final String AUTO = "auto";

  /** What the card is connected to. */
  private enum Mode {
    USER,
    TAP,
    SOCKET
  }

  private String mode;
  private String tap;
  private String listen;
  private String connect;
  private String mac;
  private String device;
  private String address;
  private String gateway;
  private String address6;
  private String gateway6;
  private List<String> nameServers;
  private List<String> hosts;
  private String capture;

  /** Called by Maven. */
  public NetworkConfig() {}

  Network network(Settings settings, Path base, List<PortForward> forwards)
      throws ConfigurationException {
    NetworkLink link = link(settings);
    if (!(link instanceof NetworkLink.User) && !forwards.isEmpty()) {
      throw new ConfigurationException(
          Advice.badValue("forwards", forwards.toString(), "nothing unless <mode> is user"));
    }
    String file = settings.text("network.capture", capture, null);
    Optional<Path> frames = Optional.ofNullable(file).map(base::resolve);
    Optional<String> address = Optional.ofNullable(settings.text("network.mac", mac, null));
    try {
      return new Network(device(settings), link, address, forwards, frames);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          Advice.badValue("network.mac", address.orElse(""), "an address as 52:54:00:00:00:01"));
    }
  }

  private NetworkLink link(Settings settings) throws ConfigurationException {
    return switch (settings.choice("network.mode", mode, Mode.USER)) {
      case USER -> NetworkLink.USER;
      case TAP -> tap(settings.text("network.tap", tap, ""));
      case SOCKET -> socket(settings);
    };
  }

  private static NetworkLink tap(String name) throws ConfigurationException {
    try {
      return new NetworkLink.Tap(name);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          Advice.badValue("network.tap", name, "a device that exists, such as tap0"));
    }
  }

  private NetworkLink socket(Settings settings) throws ConfigurationException {
    String here = settings.text("network.listen", listen, "");
    String there = settings.text("network.connect", connect, "");
    if (here.isEmpty() == there.isEmpty()) {
      throw new ConfigurationException(
          Advice.badValue("network.mode", "socket", "with either <listen> or <connect>"));
    }
    String place = here.isEmpty() ? there : here;
    int colon = place.lastIndexOf(':');
    try {
      int port = Integer.parseInt(place.substring(colon + 1));
      return new NetworkLink.Socket(!here.isEmpty(), place.substring(0, Math.max(colon, 0)), port);
    } catch (IllegalArgumentException e) {
      String element = here.isEmpty() ? "network.connect" : "network.listen";
      throw new ConfigurationException(
          Advice.badValue(element, place, "HOST:PORT, such as 127.0.0.1:7000"));
    }
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

  /** The kernel words {@code toro.host=...}, one for each line of {@code /etc/hosts}. */
  List<String> hostWords(Settings settings) throws ConfigurationException {
    List<String> words = new ArrayList<>();
    for (String host : settings.list("network.hosts", hosts)) {
      if (!host.strip().matches("\\d{1,3}(\\.\\d{1,3}){3}\\s+[A-Za-z0-9._-]+")) {
        throw new ConfigurationException(
            Advice.badValue("network.hosts", host, "ADDRESS NAME, such as 10.0.2.2 builder"));
      }
      words.add("toro.host=" + host.strip().replaceFirst("\\s+", "/"));
    }
    return words;
  }

  /** The kernel word {@code toro.net6=...}; empty with automatic addresses. */
  String kernelWord6(Settings settings) throws ConfigurationException {
    String fixed = settings.text("network.address6", address6, AUTO);
    String router = settings.text("network.gateway6", gateway6, "");
    if (fixed.equalsIgnoreCase(AUTO)) {
      return "";
    }
    if (!fixed.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/\\d{1,3}")) {
      throw new ConfigurationException(
          Advice.badValue("network.address6", fixed, "auto or an address such as 2001:db8::2/64"));
    }
    return "toro.net6=" + fixed + (router.isEmpty() ? "" : "," + router);
  }

  /** The kernel units without which the card is of no use. */
  List<String> units(Settings settings) throws ConfigurationException {
    String driver =
        switch (device(settings)) {
          case VIRTIO -> "VirtIONet";
          case E1000 -> "E1000";
          case NE2000 -> "Ne2000";
        };
    boolean both = !settings.text("network.address6", address6, "").isEmpty();
    return both ? List.of("Networking", "IPv6", driver) : List.of("Networking", driver);
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
