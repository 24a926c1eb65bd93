// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.io.IOException;

/**
 * Tells whether the guest has taken a connection to a forwarded port. The VMM itself accepts
 * connections to such a port long before the guest listens, so connecting proves nothing.
 */
public interface PortWatch extends AutoCloseable {

  /** Whether a connection that is open to the forward's host port has reached the guest. */
  boolean isTaken(PortForward forward) throws IOException;

  @Override
  void close() throws IOException;
}
