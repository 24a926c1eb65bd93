// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.toromaven.maven.report.Advice;

/**
 * What a scenario does with the project's disks.
 *
 * @param names the disks that it gets, empty: all of them
 * @param suffix goes into the names of its working copies, so that no other scenario has the same
 */
record DiskUse(Optional<List<String>> names, String suffix) {
  /** No disk at all, in the place of a name. */
  private static final String NO_DISK = "none";

  /** All disks of the only scenario. */
  static final DiskUse ALL = new DiskUse(Optional.empty(), "");

  boolean includes(String disk) {
    return names.isEmpty() || names.get().contains(disk);
  }

  void refuseUnknown(Collection<String> known) throws ConfigurationException {
    for (String name : names.orElse(List.of())) {
      if (!known.contains(name) && !name.equals(NO_DISK)) {
        throw new ConfigurationException(
            Advice.badValue(
                "boot.disks", name, "names of <disks><disk> (" + String.join(", ", known) + ")"));
      }
    }
  }
}
