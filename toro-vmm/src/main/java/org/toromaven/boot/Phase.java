// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Objects;

/**
 * A stretch of the way from spawning the VMM to the ready guest.
 *
 * @param name what was running: {@link #VMM}, {@link #FIRMWARE}, {@link #STUB}, {@link #KERNEL},
 *     {@link #INIT} and a unit's name, {@link #PROGRAM}
 * @param startNs nanoseconds since the VMM was spawned
 * @param durationNs its length in nanoseconds
 */
public record Phase(String name, long startNs, long durationNs) {

  /** The VMM until it lets the machine run; where that is unknown, until the stub. */
  public static final String VMM = "vmm";

  /** The firmware until the stub's first instruction. */
  public static final String FIRMWARE = "firmware";

  /** The boot stub until the kernel's first statement. */
  public static final String STUB = "stub";

  /** The kernel and the run-time library until the program's first statement. */
  public static final String KERNEL = "kernel";

  /** Start of the name of a unit's initialization; the unit's name follows. */
  public static final String INIT = "init ";

  /** The program until it is ready. */
  public static final String PROGRAM = "program";

  public Phase {
    Objects.requireNonNull(name, "name");
  }

  /** Nanoseconds since the VMM was spawned. */
  public long endNs() {
    return startNs + durationNs;
  }

  /** Whether a mark ends a phase: the program's with its last word, any other with the next. */
  static boolean ends(Mark mark, boolean inProgram) {
    return inProgram
        ? mark.is(Mark.READY) || mark.is(Mark.EXIT)
        : mark.is(Mark.STUB) || mark.is(Mark.KERNEL) || mark.is(Mark.INIT) || mark.is(Mark.PROGRAM);
  }

  /** What runs once a mark of the start has been sent. */
  static String after(Mark mark) {
    if (mark.is(Mark.STUB)) {
      return STUB;
    }
    return mark.is(Mark.KERNEL) || mark.is(Mark.INIT) ? KERNEL : PROGRAM;
  }
}
