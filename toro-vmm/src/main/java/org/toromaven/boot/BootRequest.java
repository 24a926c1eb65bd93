// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/**
 * One boot to be made.
 *
 * @param machine the machine
 * @param source what it boots
 * @param expectations what must be seen
 * @param timeout wall time after which the VMM is ended
 * @param consoleInput text sent to the guest's console input once the program starts (the {@code
 *     program} mark), in UTF-8, with the end of input after it; usually empty
 * @param consoleFile file that receives the console's bytes; replaced when it exists
 */
public record BootRequest(
    MachineConfig machine,
    BootSource source,
    Expectations expectations,
    Duration timeout,
    String consoleInput,
    Path consoleFile) {

  /** Long enough for a slow machine without KVM; a boot that goes well takes milliseconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public BootRequest {
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(expectations, "expectations");
    Objects.requireNonNull(consoleInput, "consoleInput");
    Objects.requireNonNull(consoleFile, "consoleFile");
    if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("time-out must be positive: " + timeout);
    }
  }

  /** A boot of the default machine that must end with exit code 0. */
  public static BootRequest of(BootSource source, Path consoleFile) {
    return new BootRequest(
        MachineConfig.DEFAULT, source, Expectations.SUCCESS, DEFAULT_TIMEOUT, "", consoleFile);
  }

  /** The same boot on another machine. */
  public BootRequest withMachine(MachineConfig other) {
    return new BootRequest(other, source, expectations, timeout, consoleInput, consoleFile);
  }

  /** The same boot with other expectations. */
  public BootRequest withExpectations(Expectations other) {
    return new BootRequest(machine, source, other, timeout, consoleInput, consoleFile);
  }

  /** The same boot with another time-out. */
  public BootRequest withTimeout(Duration other) {
    return new BootRequest(machine, source, expectations, other, consoleInput, consoleFile);
  }

  /** The same boot with another file for the console. */
  public BootRequest withConsoleFile(Path other) {
    return new BootRequest(machine, source, expectations, timeout, consoleInput, other);
  }

  /** The same boot with text for the guest's console input. */
  public BootRequest withConsoleInput(String text) {
    return new BootRequest(machine, source, expectations, timeout, text, consoleFile);
  }

  /**
   * The same boot with its instructions counted ({@link BootTimeline#instructions()}): under QEMU's
   * software emulation, whatever VMM and acceleration it would have had. Its times mean nothing.
   */
  public BootRequest counted() {
    return withMachine(machine.counting());
  }
}
