// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.file.Path;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/** Exact counts of executed instructions, the same on every host. */
final class InstructionCount {

  private InstructionCount() {}

  /**
   * Instructions from the stub's first to the program's first statement.
   *
   * @param image the image to boot
   * @param folder where the console's file goes
   */
  static long ofStartup(Path image, Path folder) throws Exception {
    MachineConfig machine = MachineConfig.builder().instructionCounting(true).build();
    BootResult result =
        new BootRunner()
            .run(
                BootRequest.of(BootSource.kernel(image), folder.resolve("counted.log"))
                    .withMachine(machine));
    return result
        .timeline()
        .startupInstructions()
        .orElseThrow(() -> new IllegalStateException(image + " did not start: " + result.reason()));
  }
}
