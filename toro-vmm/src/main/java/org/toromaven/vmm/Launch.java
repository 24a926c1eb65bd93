// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.io.IOException;
import java.util.Objects;

/**
 * How to start a VMM for one boot. Standard error of the started program holds the VMM's own
 * messages.
 *
 * @param command the program and its arguments
 * @param acceleration what it was told to use, and why
 * @param console where the guest's console is
 * @param marks where the guest's marks come out
 * @param afterStart what has to be done once the program runs, such as requests to its API
 */
public record Launch(
    VmmCommand command,
    AccelerationChoice acceleration,
    Console console,
    Marks marks,
    AfterStart afterStart) {

  /** Where the guest's console is. */
  public enum Console {
    /** The VMM connects it to {@link LaunchRequest#consoleSocket()}. */
    SOCKET,
    /** Standard output and input of the program carry it, and nothing else. */
    STANDARD_STREAMS
  }

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

  public Launch {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(console, "console");
    Objects.requireNonNull(marks, "marks");
    Objects.requireNonNull(afterStart, "afterStart");
  }
}
