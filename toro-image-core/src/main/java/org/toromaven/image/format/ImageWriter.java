// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import org.toromaven.image.link.LinkException;

/** Writes a linked image in one format. */
public sealed interface ImageWriter
    permits MultibootImageWriter,
        PvhImageWriter,
        DiskImageWriter,
        VmdkImageWriter,
        VhdImageWriter,
        Qcow2ImageWriter,
        IsoImageWriter {

  /**
   * Makes the bytes of the image file.
   *
   * @param source the linked image and what goes with it
   * @return the whole file
   * @throws LinkException when the image lacks what the format needs
   */
  byte[] write(ImageSource source) throws LinkException;

  /** Returns the writer of 32-bit ELF files with a multiboot header. */
  static ImageWriter elf32Multiboot() {
    return new MultibootImageWriter();
  }

  /** Returns the writer of 64-bit ELF files with the PVH note and the Linux 64-bit entry. */
  static ImageWriter elf64Pvh() {
    return new PvhImageWriter();
  }

  /** Returns the writer of raw disks that a BIOS boots. */
  static ImageWriter disk() {
    return new DiskImageWriter();
  }

  /** Returns the writer of VMware disks. */
  static ImageWriter vmdk() {
    return new VmdkImageWriter();
  }

  /** Returns the writer of Virtual PC and Hyper-V disks. */
  static ImageWriter vhd() {
    return new VhdImageWriter();
  }

  /** Returns the writer of QEMU disks. */
  static ImageWriter qcow2() {
    return new Qcow2ImageWriter();
  }

  /** Returns the writer of CD images that a BIOS boots. */
  static ImageWriter iso() {
    return new IsoImageWriter();
  }
}
