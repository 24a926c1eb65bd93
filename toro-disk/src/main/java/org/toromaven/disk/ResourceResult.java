// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.nio.file.Path;

/**
 * An object with embedded files.
 *
 * @param object the object file; the kernel unit {@code Resources} refers to what it defines
 * @param archiveBytes what it adds to the image
 * @param fileCount the files, folders and links in it
 */
public record ResourceResult(Path object, long archiveBytes, int fileCount) {}
