// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A raw disk image attached to the machine.
 *
 * @param file the image on the host
 * @param bus where the guest finds it
 * @param readOnly whether writes of the guest are refused; otherwise they reach the file
 */
public record Disk(Path file, Bus bus, boolean readOnly) {

  /** Where the guest finds a disk. */
  public enum Bus {
    /** virtio-blk, on PCI or virtio-mmio, whichever the machine has. */
    VIRTIO,
    /** IDE (ATA); machine {@code pc} only: {@code q35} has AHCI. */
    IDE,
    /** The guest's memory: the VMM loads the image beside the kernel; writes are lost. */
    RAM
  }

  public Disk {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(bus, "bus");
  }

  /** A writable virtio disk. */
  public static Disk virtio(Path file) {
    return new Disk(file, Bus.VIRTIO, false);
  }
}
