// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The image that a machine writes to. The one that the build made stays as it is, so that every
 * boot starts from the same disk; a persistent one is renewed only when the build made another.
 *
 * @param made what the build made
 * @param working what the machine gets
 * @param persistent whether writes survive from one boot to the next
 */
public record WorkingDisk(Path made, Path working, boolean persistent) {

  /** Makes the image ready for a boot. */
  void prepare() throws IOException {
    if (!Files.isRegularFile(made)) {
      throw new IOException(made + ": no such disk image: mvn package makes it");
    }
    if (!persistent || isOutdated()) {
      Files.createDirectories(working.getParent());
      Files.copy(made, working, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private boolean isOutdated() throws IOException {
    return !Files.isRegularFile(working)
        || Files.getLastModifiedTime(made).compareTo(Files.getLastModifiedTime(working)) > 0;
  }
}
