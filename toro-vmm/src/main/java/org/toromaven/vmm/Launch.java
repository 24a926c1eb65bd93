// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to start a VMM for one boot. Standard output of the started program carries the guest's
 * console and nothing else, standard input is the console's input, standard error holds the VMM's
 * own messages. Standard output is a regular file, which never makes a VMM wait or drop a byte.
 *
 * @param command the program and its arguments
 * @param acceleration what it was told to use, and why
 * @param marks where the guest's marks come out
 * @param tscHz ticks of the guest's time-stamp counter in a second, when it is known and counts
 *     time
 * @param portWatch how to ask the VMM about connections, when it was wanted and the VMM can tell
 * @param afterStart what has to be done once the program runs, such as requests to its API
 */
public record Launch(
    VmmCommand command,
    AccelerationChoice acceleration,
    Marks marks,
    OptionalLong tscHz,
    Optional<PortWatchSource> portWatch,
    AfterStart afterStart) {

  /** Where the guest's marks come out (BOOT-ABI 7). */
  public enum Marks {
    /** The VMM connects I/O port 0xE9 to {@link LaunchRequest#eventSocket()}. */
    EVENT_SOCKET,
    /** There is no such port: they are in-band on the console. */
    CONSOLE
  }

  /** Work that follows the start of the program. */
  @FunctionalInterface
  public interface AfterStart {
    /** Nothing to be done. */
    AfterStart NOTHING = process -> {};

    /**
     * Called once, on a thread of its own, right after the program was started.
     *
     * @param process the started program
     * @throws IOException when the guest cannot be started; the boot then ends with this message
     */
    void run(ProcessHandle process) throws IOException;
  }

  /** Opens the way to ask a VMM that is running. */
  @FunctionalInterface
  public interface PortWatchSource {
    /** Connects to the VMM. */
    PortWatch open() throws IOException;
  }

  public Launch {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(marks, "marks");
    Objects.requireNonNull(tscHz, "tscHz");
    Objects.requireNonNull(portWatch, "portWatch");
    Objects.requireNonNull(afterStart, "afterStart");
  }

  /** A start that needs nothing but the command. */
  public static Launch of(VmmCommand command, AccelerationChoice acceleration, Marks marks) {
    return new Launch(
        command, acceleration, marks, OptionalLong.empty(), Optional.empty(), AfterStart.NOTHING);
  }
}
