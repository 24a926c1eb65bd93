// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import java.io.IOException;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmException;

/** Firecracker told what to do by a configuration file. */
public final class FirecrackerVmm implements Vmm {

  private static final String NAME = "firecracker";

  private final Firecracker firecracker;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public FirecrackerVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public FirecrackerVmm(HostEnvironment host) {
    firecracker = new Firecracker(NAME, host);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    return firecracker.availability(machine);
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException, IOException {
    return firecracker.prepareWithFile(request);
  }
}
