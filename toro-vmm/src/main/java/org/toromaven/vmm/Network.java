// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One network interface of the machine.
 *
 * @param device what the guest finds
 * @param link what it is connected to
 * @param mac its hardware address, such as {@code 52:54:00:00:00:01}; empty for the VMM's own
 *     choice, which is the same for every VMM: two guests on one wire need different ones
 * @param forwards ports of the guest reachable from the host; only with {@link NetworkLink#USER}
 * @param capture file to write every frame to, in pcap form
 */
public record Network(
    Device device,
    NetworkLink link,
    Optional<String> mac,
    List<PortForward> forwards,
    Optional<Path> capture) {

  /** The network card that the guest finds. */
  public enum Device {
    /** virtio-net, on PCI or virtio-mmio, whichever the machine has. */
    VIRTIO,
    /** Intel 82540EM; machines {@code pc} and {@code q35} only. */
    E1000,
    /** NE2000 on PCI; machines {@code pc} and {@code q35} only. */
    NE2000
  }

  public Network {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(capture, "capture");
    forwards = List.copyOf(forwards);
    if (!(link instanceof NetworkLink.User) && !forwards.isEmpty()) {
      throw new IllegalArgumentException("forwards need the user network, not " + link);
    }
    if (!mac.orElse("02:00:00:00:00:00").matches("(?i)[0-9a-f][02468ace](:[0-9a-f]{2}){5}")) {
      throw new IllegalArgumentException("no address of one card: " + mac.orElseThrow());
    }
  }

  /** An interface on the VMM's own network. */
  public Network(Device device, List<PortForward> forwards, Optional<Path> capture) {
    this(device, NetworkLink.USER, Optional.empty(), forwards, capture);
  }

  /** A virtio interface on the VMM's own network with these forwards. */
  public static Network virtio(PortForward... forwards) {
    return new Network(Device.VIRTIO, List.of(forwards), Optional.empty());
  }

  /** A virtio interface on this link, with this hardware address. */
  public static Network virtio(NetworkLink link, String mac) {
    return new Network(Device.VIRTIO, link, Optional.of(mac), List.of(), Optional.empty());
  }

  /** The same interface with other forwards. */
  public Network withForwards(List<PortForward> others) {
    return new Network(device, link, mac, others, capture);
  }
}
