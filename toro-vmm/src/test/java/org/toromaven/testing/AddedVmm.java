// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;

/** A VMM that a third party adds: all it takes is this class and a line in META-INF/services. */
public final class AddedVmm implements Vmm {

  private final ScriptedVmm script = new ScriptedVmm("echo added; " + ScriptedVmm.exitMark(0));

  @Override
  public String name() {
    return "added";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    return script.availability(machine);
  }

  @Override
  public Launch prepare(LaunchRequest request) {
    return script.prepare(request);
  }
}
