// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One network interface of the machine, connected to the VMM's own user-mode network (guest
 * 10.0.2.15, gateway 10.0.2.2): it needs no privilege and is reached only through the forwards.
 *
 * @param device what the guest finds
 * @param forwards ports of the guest reachable from the host
 * @param capture file to write every frame to, in pcap form
 */
public record Network(Device device, List<PortForward> forwards, Optional<Path> capture) {

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
    forwards = List.copyOf(forwards);
    Objects.requireNonNull(capture, "capture");
  }

  /** A virtio interface with these forwards. */
  public static Network virtio(PortForward... forwards) {
    return new Network(Device.VIRTIO, List.of(forwards), Optional.empty());
  }

  /** The same interface with other forwards. */
  public Network withForwards(List<PortForward> others) {
    return new Network(device, others, capture);
  }
}
