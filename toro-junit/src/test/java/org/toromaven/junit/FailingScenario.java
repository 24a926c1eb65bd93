// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test that fails; run by {@link ApplianceTest} only. */
class FailingScenario {

  @RegisterExtension
  static final Appliance APPLIANCE =
      Appliance.of("target/failing.elf")
          .awaitConsole("listening")
          .machine(machine -> machine.vmm("script"))
          .runner(ScriptVmm.runner(ScriptVmm.ECHO));

  @Test
  void fails() {
    throw new IllegalStateException("no");
  }
}
