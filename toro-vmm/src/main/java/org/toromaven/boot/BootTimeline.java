// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Host and guest in one time line; zero is the moment the VMM is spawned, all times in nanoseconds.
 *
 * @param phases what the time to the ready guest went into, in order, without gaps
 * @param readyNs when the guest was ready: the first ready condition that held; without one the
 *     last expected line, without that the {@code program} mark; empty when none of them came
 * @param readyBy what made it ready, for people; empty when it never was
 * @param endNs when the VMM had ended
 * @param instructions what was executed, exactly; empty unless {@link BootRequest#counted()}, and
 *     when the program was not reached
 */
public record BootTimeline(
    List<Phase> phases,
    OptionalLong readyNs,
    String readyBy,
    long endNs,
    Optional<InstructionCount> instructions) {

  public BootTimeline {
    phases = List.copyOf(phases);
    Objects.requireNonNull(readyNs, "readyNs");
    Objects.requireNonNull(readyBy, "readyBy");
    Objects.requireNonNull(instructions, "instructions");
  }

  /** Instructions from the stub to the program's first statement, when they were counted. */
  public OptionalLong startupInstructions() {
    return instructions.map(count -> OptionalLong.of(count.startup())).orElse(OptionalLong.empty());
  }
}
