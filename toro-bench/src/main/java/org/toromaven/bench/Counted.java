// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.file.Path;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;

/** Counted boots of an image. */
final class Counted {

  private Counted() {}

  /**
   * Instructions from the stub's first to the program's first statement.
   *
   * @param image the image to boot
   * @param folder where the console's file goes
   */
  static long startup(Path image, Path folder) throws Exception {
    return startup(image, folder, MachineConfig.builder());
  }

  /** The same on a machine with devices. */
  static long startup(Path image, Path folder, MachineConfigBuilder devices) throws Exception {
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("counted.log"))
            .withMachine(devices.build());
    BootResult result = new BootRunner().run(request.counted());
    return result
        .timeline()
        .startupInstructions()
        .orElseThrow(() -> new IllegalStateException(image + " did not start: " + result.reason()));
  }
}
