// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Objects;

/**
 * A stretch of the way from spawning the VMM to the ready guest.
 *
 * @param name {@code vmm}, {@code firmware}, {@code stub}, {@code kernel}, {@code init UNIT},
 *     {@code program} or {@code ready}
 * @param startNs nanoseconds since the VMM was spawned
 * @param durationNs its length in nanoseconds
 */
public record Phase(String name, long startNs, long durationNs) {

  public Phase {
    Objects.requireNonNull(name, "name");
  }

  /** Nanoseconds since the VMM was spawned. */
  public long endNs() {
    return startNs + durationNs;
  }
}
