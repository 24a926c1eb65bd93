// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.file.Files;

/**
 * Embeds a folder in the image: an object file whose read-only data is an archive of it. The kernel
 * unit {@code Resources} mounts the archive as {@code /resources}.
 */
public final class ResourceBuilder {
  /** Where the archive starts, and the first byte after it. */
  static final String START_SYMBOL = "toro_resources_start";

  static final String END_SYMBOL = "toro_resources_end";

  private ResourceBuilder() {}

  /**
   * Writes the object.
   *
   * @throws DiskException when the folder is missing or holds what cannot be embedded
   * @throws IOException when a file cannot be read or written
   */
  public static ResourceResult build(ResourceRequest request) throws IOException, DiskException {
    SourceTree tree = SourceTree.read(request.directory());
    byte[] archive = CpioWriter.write(tree, request.timestamp());
    Files.createDirectories(request.object().toAbsolutePath().getParent());
    Files.write(request.object(), ObjectWriter.writeConstant(archive, START_SYMBOL, END_SYMBOL));
    return new ResourceResult(request.object(), archive.length, tree.entries().size());
  }
}
