// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.toromaven.image.format.ImageWriter;

/** The kinds of bootable image. */
public enum ImageFormat {
  /** 32-bit ELF with a multiboot header: QEMU's {@code -kernel}, GRUB. The default. */
  ELF32_MULTIBOOT("elf32-multiboot", "elf"),
  /**
   * 64-bit ELF with the PVH note and the Linux 64-bit entry: QEMU, Cloud Hypervisor, Firecracker.
   */
  ELF64_PVH("elf64-pvh", "elf"),
  /** Raw disk with our own boot sector, for a BIOS. */
  DISK("disk", "img"),
  /** The disk for VMware. */
  VMDK("vmdk", "vmdk"),
  /** The disk for Virtual PC and Hyper-V. */
  VHD("vhd", "vhd"),
  /** The disk for QEMU. */
  QCOW2("qcow2", "qcow2"),
  /** CD for a BIOS (El Torito, no emulation). */
  ISO("iso", "iso");

  private final String id;
  private final String extension;

  ImageFormat(String id, String extension) {
    this.id = id;
    this.extension = extension;
  }

  /** Returns the name used in a POM, such as {@code elf32-multiboot}. */
  public String id() {
    return id;
  }

  /** Returns the usual file name extension, without a dot. */
  public String extension() {
    return extension;
  }

  /**
   * Returns the stub's entry symbols that the format needs (boot ABI 1); the first is the entry.
   */
  public List<String> entrySymbols() {
    return switch (this) {
      case ELF32_MULTIBOOT -> List.of("toro_multiboot_entry");
      case ELF64_PVH -> List.of("toro_linux64_entry", "toro_pvh_entry");
      case DISK, VMDK, VHD, QCOW2, ISO -> List.of("toro_disk_entry");
    };
  }

  /** Returns the writer of the format. */
  ImageWriter writer() {
    return switch (this) {
      case ELF32_MULTIBOOT -> ImageWriter.elf32Multiboot();
      case ELF64_PVH -> ImageWriter.elf64Pvh();
      case DISK -> ImageWriter.disk();
      case VMDK -> ImageWriter.vmdk();
      case VHD -> ImageWriter.vhd();
      case QCOW2 -> ImageWriter.qcow2();
      case ISO -> ImageWriter.iso();
    };
  }

  /**
   * Finds a format by the name used in a POM.
   *
   * @param id such as {@code elf64-pvh}
   * @return the format, or empty when there is none of that name
   */
  public static Optional<ImageFormat> of(String id) {
    return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
  }
}
