// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What the machine boots.
 *
 * @param image the image file
 * @param kind whether the VMM loads it itself or its firmware reads it as a disk
 * @param commandLine words for the guest (BOOT-ABI 9), empty when there are none; kernels only
 * @param modules files put into the guest's memory (multiboot modules); kernels only
 */
public record BootSource(Path image, Kind kind, String commandLine, List<Path> modules) {

  /** How an image is started. */
  public enum Kind {
    /** Loaded by the VMM: elf32 multiboot, elf64 PVH, Linux 64-bit entry. */
    KERNEL,
    /** A raw disk whose first sector the firmware starts. */
    DISK
  }

  public BootSource {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(commandLine, "commandLine");
    modules = List.copyOf(modules);
  }

  /** A kernel image without command line or modules. */
  public static BootSource kernel(Path image) {
    return new BootSource(image, Kind.KERNEL, "", List.of());
  }

  /** A raw disk image. */
  public static BootSource disk(Path image) {
    return new BootSource(image, Kind.DISK, "", List.of());
  }

  /** The same source from another file. */
  public BootSource withImage(Path file) {
    return new BootSource(file, kind, commandLine, modules);
  }

  /** The same source with another command line. */
  public BootSource withCommandLine(String words) {
    return new BootSource(image, kind, words, modules);
  }
}
