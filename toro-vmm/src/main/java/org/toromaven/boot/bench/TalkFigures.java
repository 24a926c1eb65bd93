// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.List;

/**
 * The boot times of the talk "Speeding up the booting time of a Toro appliance" (FOSDEM 2019), on
 * its hardware, under KVM. Its clock stopped at the first line of the kernel, and the Firecracker
 * figure starts at the request to run the machine, not at the start of the VMM; so they show what
 * the talk found, and cannot be set against figures of another host.
 */
public final class TalkFigures {

  /** Where the figures are from, in one line. */
  public static final String SOURCE =
      "FOSDEM 2019 talk, its hardware, KVM, single runs, clock stopped at the kernel's first line";

  /** The figures. */
  public static final List<Figure> ALL =
      List.of(
          new Figure("QEMU, disk image", 1457),
          new Figure("QEMU, binary", 452),
          new Figure("QEMU, binary, QBoot", 132),
          new Figure("NEMU, disk image", 309),
          new Figure("NEMU, binary", 95),
          new Figure("Firecracker, binary", 17));

  /**
   * One of them.
   *
   * @param name VMM and image
   * @param bootMs time in ms
   */
  public record Figure(String name, int bootMs) {}

  private TalkFigures() {}

  static Figure named(String name) {
    return ALL.stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a figure of the talk: " + name));
  }
}
