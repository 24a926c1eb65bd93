// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.toromaven.boot.Expectations;
import org.toromaven.image.ImageFormat;
import org.toromaven.vmm.MachineConfig;

/**
 * One way in which the image is booted and judged.
 *
 * @param name names it in messages and reports
 * @param machine the machine
 * @param image which of the images it boots
 * @param disks what has to be made ready before each boot
 * @param alone whether nothing else may be booted meanwhile, because its times count or because it
 *     holds a port or a disk that others want
 * @param commandLine words for the program and the kernel
 * @param input what is typed once the program starts; empty: a program that reads finds the end of
 *     its input
 * @param expectations what must be seen
 * @param timeout after which the VMM is ended
 * @param budget what the start may cost
 * @param runs how many times it is booted, one after the other
 */
public record Scenario(
    String name,
    MachineConfig machine,
    Optional<ImageFormat> image,
    List<WorkingDisk> disks,
    boolean alone,
    String commandLine,
    String input,
    Expectations expectations,
    Duration timeout,
    Budget budget,
    int runs) {

  /** Takes a copy of the list. */
  public Scenario {
    disks = List.copyOf(disks);
  }

  /** Makes the disks ready for a boot. */
  void prepareDisks() throws IOException {
    for (WorkingDisk disk : disks) {
      disk.prepare();
    }
  }
}
