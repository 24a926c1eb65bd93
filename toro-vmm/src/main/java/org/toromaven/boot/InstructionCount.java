// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a boot executed, in instructions: the same number in every run and on every host, as far as
 * the guest waits for nothing from outside. While it halts to wait, each nanosecond of its clock
 * counts as one (QEMU {@code -icount shift=0,sleep=off}).
 *
 * @param shares what each phase executed, in the order in which they began; see {@link Phase} for
 *     their names. The last, {@link Phase#PROGRAM}, ends when the program calls {@code ToroReady},
 *     else when it exits; it is missing when it does neither.
 */
public record InstructionCount(List<Share> shares) {

  /**
   * One phase.
   *
   * @param phase its name
   * @param instructions how many it executed
   */
  public record Share(String phase, long instructions) {
    public Share {
      Objects.requireNonNull(phase, "phase");
    }
  }

  public InstructionCount {
    shares = List.copyOf(shares);
  }

  /** From the stub's first instruction to the program's first statement. */
  public long startup() {
    return shares.stream()
        .filter(share -> !isOutside(share.phase()))
        .mapToLong(Share::instructions)
        .sum();
  }

  /** What the phase of that name executed; empty when there was none. */
  public OptionalLong of(String phase) {
    return shares.stream()
        .filter(share -> share.phase().equals(phase))
        .mapToLong(Share::instructions)
        .findFirst();
  }

  /** The counts of a boot whose marks carry counts; empty before the program began. */
  static InstructionCount of(List<Mark> marks) {
    List<Share> shares = new ArrayList<>();
    long at = 0;
    String running = Phase.FIRMWARE;
    boolean ended = false;
    for (Mark mark : marks) {
      String phase = mark.is(Mark.INIT) ? Phase.INIT + mark.value() : running;
      boolean inProgram = running.equals(Phase.PROGRAM);
      if (ended || !Phase.ends(mark, inProgram)) {
        continue;
      }
      shares.add(new Share(phase, mark.tsc() - at));
      at = mark.tsc();
      running = Phase.after(mark);
      ended = inProgram;
    }
    return new InstructionCount(shares);
  }

  private static boolean isOutside(String phase) {
    return phase.equals(Phase.FIRMWARE) || phase.equals(Phase.PROGRAM);
  }
}
