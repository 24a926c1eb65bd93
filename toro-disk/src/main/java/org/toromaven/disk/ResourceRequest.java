// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * What to embed in the image.
 *
 * @param object the object file to write, an input of the link
 * @param directory the folder whose contents the appliance finds below {@code /resources}
 * @param timestamp the time of every file in it
 */
public record ResourceRequest(Path object, Path directory, Instant timestamp) {

  /** Checks that nothing is missing. */
  public ResourceRequest {
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(timestamp, "timestamp");
  }
}
