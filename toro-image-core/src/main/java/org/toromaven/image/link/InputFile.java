// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One file to link.
 *
 * @param path an ELF64 relocatable object or a GNU archive of them
 * @param origin whose part of the appliance it is
 */
public record InputFile(Path path, Origin origin) {

  /** Checks that both parts are present. */
  public InputFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(origin, "origin");
  }
}
