// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.nio.file.Path;
import java.util.Optional;
import org.toromaven.disk.DiskFormat;

/**
 * A disk image to be made with the appliance's image.
 *
 * @param name names the image's file
 * @param format its filesystem
 * @param sizeBytes its size
 * @param directory what goes onto it; empty: an empty disk
 * @param label the volume's label, may be empty
 * @param image the file to write
 * @param embedded whether it becomes a part of the appliance's image
 */
public record DiskPlan(
    String name,
    DiskFormat format,
    long sizeBytes,
    Optional<Path> directory,
    String label,
    Path image,
    boolean embedded) {}
