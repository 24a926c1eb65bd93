// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.List;
import java.util.Optional;
import org.toromaven.vmm.Disk;

/** Where the appliance finds a disk: the values of {@code <bus>}. */
enum DiskBus {
  VIRTIO,
  IDE,
  RAM,
  /** In the image itself. */
  EMBEDDED;

  /** How the VMM attaches it; empty when it need not. */
  Optional<Disk.Bus> attached() {
    return switch (this) {
      case VIRTIO -> Optional.of(Disk.Bus.VIRTIO);
      case IDE -> Optional.of(Disk.Bus.IDE);
      case RAM -> Optional.of(Disk.Bus.RAM);
      case EMBEDDED -> Optional.empty();
    };
  }

  /** The kernel units that drive it, in the order in which they start; its own is the last. */
  List<String> units() {
    return switch (this) {
      case VIRTIO -> List.of("VirtIOBlk");
      case IDE -> List.of("IdeDisk");
      case RAM -> List.of("RamDisk");
      case EMBEDDED -> List.of("RamDisk", "EmbeddedDisks");
    };
  }
}
