// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.time.Duration;
import org.toromaven.vmm.Vmm;

/**
 * Makes a boot, again with other ports when somebody took one that had been chosen as free before
 * the VMM could.
 */
final class BootAttempts {

  private static final int ATTEMPTS_MAX = 3;

  private final BootRequest request;
  private final Vmm vmm;
  private final BootListener listener;
  private volatile BootSession session;

  BootAttempts(BootRequest request, Vmm vmm, BootListener listener) throws IOException {
    this.request = request;
    this.vmm = vmm;
    this.listener = listener;
    session = next();
  }

  /** The boot that is being made, or was last. */
  BootSession session() {
    return session;
  }

  /** How long the boot may take. */
  Duration timeout() {
    return request.timeout();
  }

  BootResult run() throws IOException {
    BootResult result = session.run();
    for (int made = 1; made < ATTEMPTS_MAX && lostPort(result); made++) {
      session = next();
      result = session.run();
    }
    return result;
  }

  private BootSession next() throws IOException {
    return new BootSession(request.withMachine(FreePorts.chosen(request.machine())), vmm, listener);
  }

  private boolean lostPort(BootResult result) {
    return result.outcome() == BootOutcome.VMM_FAILED
        && FreePorts.wanted(request.machine())
        && FreePorts.anyTaken(result.forwards());
  }
}
