// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a VMM needs that runs guests on KVM only. */
public final class KvmDevice {

  private KvmDevice() {}

  /**
   * The choice of a VMM without software emulation.
   *
   * @throws VmmException when emulation was asked for, or the device cannot be used
   */
  public static AccelerationChoice required(String vmm, HostEnvironment host, MachineConfig machine)
      throws VmmException {
    boolean emulation = machine.acceleration() == Acceleration.TCG;
    if (emulation || machine.instructionCounting()) {
      throw new VmmException(vmm + " has no software emulation: use VMM qemu for that");
    }
    Path device = host.kvmDevice();
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      throw new VmmException(
          vmm + " needs KVM, and " + device + " is missing or closed to you; use VMM qemu here");
    }
    return new AccelerationChoice(Acceleration.KVM, vmm + " knows nothing else");
  }
}
