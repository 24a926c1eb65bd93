// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.archive;

import java.nio.file.Path;
import org.toromaven.image.bytes.ByteView;

/**
 * One object file of an archive.
 *
 * @param name its file name
 * @param contents its bytes; empty for a member of a thin archive
 * @param file where the bytes are, for a member of a thin archive; null otherwise
 */
public record ArchiveMember(String name, ByteView contents, Path file) {

  /** Returns whether the archive names a file instead of holding its bytes. */
  public boolean isThin() {
    return file != null;
  }
}
