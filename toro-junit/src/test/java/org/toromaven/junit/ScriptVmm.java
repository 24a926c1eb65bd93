// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import java.nio.file.Path;
import java.util.List;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.Vmms;

/** A VMM that is a shell script. */
record ScriptVmm(String text) implements Vmm {

  /** Greets, then says again what is typed. */
  static final String ECHO = "echo listening; while read line; do echo \"got $line\"; done";

  /** A runner that knows this VMM only. */
  static BootRunner runner(String script) {
    return new BootRunner(new Vmms(List.of(new ScriptVmm(script))));
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    return VmmAvailability.found(Path.of("/bin/sh"), "", "part of every system");
  }

  @Override
  public Launch prepare(LaunchRequest request) {
    return Launch.of(
        new VmmCommand(List.of("/bin/sh", "-c", text)),
        new AccelerationChoice(Acceleration.TCG, "no guest at all"),
        Launch.Marks.CONSOLE);
  }
}
