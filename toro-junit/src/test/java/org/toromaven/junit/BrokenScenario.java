// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An appliance that ends before it is ready; run by {@link ApplianceTest} only. */
class BrokenScenario {

  @RegisterExtension
  static final Appliance APPLIANCE =
      Appliance.of("target/broken.elf")
          .awaitConsole("listening")
          .machine(machine -> machine.vmm("script"))
          .runner(ScriptVmm.runner("echo starting up; echo no disk found >&2; exit 1"));

  @Test
  void neverRuns() {
    throw new IllegalStateException("must not run");
  }
}
