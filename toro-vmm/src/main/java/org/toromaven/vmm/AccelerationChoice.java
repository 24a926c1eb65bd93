// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Objects;

/**
 * The acceleration that a boot used, and why.
 *
 * @param used {@link Acceleration#KVM} or {@link Acceleration#TCG}, never AUTO
 * @param reason one clause for people, such as {@code there is no /dev/kvm}
 */
public record AccelerationChoice(Acceleration used, String reason) {

  public AccelerationChoice {
    Objects.requireNonNull(reason, "reason");
    if (Objects.requireNonNull(used, "used") == Acceleration.AUTO) {
      throw new IllegalArgumentException("a choice is kvm or tcg, not auto");
    }
  }

  @Override
  public String toString() {
    return used + " (" + reason + ")";
  }
}
