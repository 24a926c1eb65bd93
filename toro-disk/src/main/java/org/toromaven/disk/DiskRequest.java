// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What disk image to make.
 *
 * @param image the file to write; an existing one is replaced
 * @param format its filesystem
 * @param sizeBytes its size, a multiple of 512
 * @param directory the folder whose contents go onto it; empty: an empty disk
 * @param label the volume's label, at most 16 characters for ext2 and 11 for FAT; may be empty
 * @param timestamp the time of every file on it, so that the same folder gives the same image
 */
public record DiskRequest(
    Path image,
    DiskFormat format,
    long sizeBytes,
    Optional<Path> directory,
    String label,
    Instant timestamp) {

  /** Checks that nothing is missing. */
  public DiskRequest {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(timestamp, "timestamp");
  }

  /** A disk without a label. */
  public static DiskRequest of(
      Path image, DiskFormat format, long sizeBytes, Path directory, Instant timestamp) {
    return new DiskRequest(image, format, sizeBytes, Optional.of(directory), "", timestamp);
  }
}
