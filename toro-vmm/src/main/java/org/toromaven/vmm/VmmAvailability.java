// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a VMM can be used on this host.
 *
 * @param executable the program, when one was found
 * @param version what the program says about itself, empty when it was not asked or does not say
 * @param reason where it was found, or why it cannot be used and what to do about it
 */
public record VmmAvailability(Optional<Path> executable, String version, String reason) {

  public VmmAvailability {
    Objects.requireNonNull(executable, "executable");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(reason, "reason");
  }

  /** Whether the VMM can be started. */
  public boolean available() {
    return executable.isPresent();
  }

  /** A VMM that can be started. */
  public static VmmAvailability found(Path executable, String version, String where) {
    return new VmmAvailability(Optional.of(executable), version, where);
  }

  /** A VMM that cannot be started. */
  public static VmmAvailability missing(String reason) {
    return new VmmAvailability(Optional.empty(), "", reason);
  }
}
