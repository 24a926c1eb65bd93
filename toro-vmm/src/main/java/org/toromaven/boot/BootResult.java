// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmCommand;

/**
 * Everything observed of one boot.
 *
 * @param outcome how it ended
 * @param successful whether that, and all that was seen, is what was asked for
 * @param reason why it is not a success, in sentences for people; one clause when it is
 * @param exitCode the program's exit code, when it ended
 * @param marks the guest's marks in the order of their arrival
 * @param timeline where the time went
 * @param console what the guest wrote
 * @param command what was run; empty when the VMM could not be asked
 * @param acceleration how the guest was executed and why; empty when the VMM could not be asked
 * @param exitStatus exit status of the VMM, 128 + number when a signal ended it; empty when it was
 *     never started or did not end
 * @param diagnostics the last of what the VMM itself had to say, at most 16 KiB
 * @param forwards ports of the guest, with the ports of the host that they had
 */
public record BootResult(
    BootOutcome outcome,
    boolean successful,
    String reason,
    OptionalInt exitCode,
    List<Mark> marks,
    BootTimeline timeline,
    ConsoleLog console,
    Optional<VmmCommand> command,
    Optional<AccelerationChoice> acceleration,
    OptionalInt exitStatus,
    String diagnostics,
    List<PortForward> forwards) {

  public BootResult {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(exitCode, "exitCode");
    marks = List.copyOf(marks);
    Objects.requireNonNull(timeline, "timeline");
    Objects.requireNonNull(console, "console");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(exitStatus, "exitStatus");
    Objects.requireNonNull(diagnostics, "diagnostics");
    forwards = List.copyOf(forwards);
  }

  /** The first mark of that name. */
  public Optional<Mark> mark(String name) {
    return marks.stream().filter(mark -> mark.is(name)).findFirst();
  }
}
