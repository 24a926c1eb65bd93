// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Locale;

/** How the guest's instructions are to be executed. */
public enum Acceleration {
  /** KVM where a probe guest has really run on it, software emulation otherwise. The default. */
  AUTO,
  /** KVM or nothing. */
  KVM,
  /** Software emulation (QEMU's TCG), which works everywhere. */
  TCG;

  /** The word used in configuration: {@code auto}, {@code kvm} or {@code tcg}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the word of a configuration, in any case.
   *
   * @throws IllegalArgumentException naming the word and the words that are known
   */
  public static Acceleration parse(String word) {
    for (Acceleration acceleration : values()) {
      if (acceleration.label().equals(word.trim().toLowerCase(Locale.ROOT))) {
        return acceleration;
      }
    }
    throw new IllegalArgumentException(
        "unknown acceleration: " + word + " (known: auto, kvm, tcg)");
  }

  @Override
  public String toString() {
    return label();
  }
}
