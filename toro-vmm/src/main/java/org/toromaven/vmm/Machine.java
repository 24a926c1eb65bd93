// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The machine that the VMM shows to the guest. */
public enum Machine {
  /** Minimal machine: virtio-mmio, no PCI; the fastest to start. The default. */
  MICROVM("microvm"),
  /** The i440FX PC: PCI, IDE, PS/2. */
  PC("pc"),
  /** The Q35 PC: PCI Express, AHCI. */
  Q35("q35");

  private final String label;

  Machine(String label) {
    this.label = label;
  }

  /** The word used in configuration and by QEMU, such as {@code microvm}. */
  public String label() {
    return label;
  }

  /** Whether devices sit on a PCI bus; otherwise they are virtio-mmio. */
  public boolean hasPci() {
    return this != MICROVM;
  }

  /**
   * Reads the word of a configuration, in any case.
   *
   * @throws IllegalArgumentException naming the word and the words that are known
   */
  public static Machine parse(String word) {
    String wanted = word.trim().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(machine -> machine.label.equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(word)));
  }

  private static String unknown(String word) {
    String known = Arrays.stream(values()).map(Machine::label).collect(Collectors.joining(", "));
    return "unknown machine: " + word + " (known: " + known + ")";
  }

  @Override
  public String toString() {
    return label;
  }
}
