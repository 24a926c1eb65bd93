// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.nio.file.Path;

/**
 * A disk image that was made.
 *
 * @param image the file
 * @param sizeBytes its size
 * @param fileCount the files, folders and links on it
 */
public record DiskResult(Path image, long sizeBytes, int fileCount) {}
