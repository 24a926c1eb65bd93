// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmException;
import org.toromaven.vmm.Vmms;

/** Makes boots. Holds no state of its own; one runner may make many boots at once. */
public final class BootRunner {

  private final Vmms vmms;

  /** A runner that knows the installed VMMs. */
  public BootRunner() {
    this(Vmms.installed());
  }

  /** A runner that knows these VMMs. */
  public BootRunner(Vmms vmms) {
    this.vmms = vmms;
  }

  /**
   * Makes one boot and waits for its end. Whatever happens to the guest or the VMM is a result.
   *
   * @throws VmmException when there is no VMM of the configured name
   * @throws IOException when the console's file or the work directory cannot be made
   */
  public BootResult run(BootRequest request) throws VmmException, IOException {
    return run(request, BootListener.NONE);
  }

  /** Makes one boot, followed by a listener; see {@link #run(BootRequest)}. */
  public BootResult run(BootRequest request, BootListener listener)
      throws VmmException, IOException {
    Vmm vmm = vmms.named(request.machine().vmm());
    return new BootSession(request, vmm, listener).run();
  }
}
