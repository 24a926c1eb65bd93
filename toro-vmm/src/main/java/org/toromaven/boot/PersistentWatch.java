// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.util.Optional;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.PortWatch;

/**
 * A {@link PortWatch} of a VMM that may not be up yet, or not any more: while it cannot be asked,
 * no connection has reached the guest.
 */
final class PersistentWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("org.toromaven.boot");

  private final Optional<Launch.PortWatchSource> source;
  private Optional<PortWatch> watch = Optional.empty();

  PersistentWatch(Optional<Launch.PortWatchSource> source) {
    this.source = source;
  }

  boolean isTaken(PortForward forward) throws IOException {
    try {
      if (watch.isEmpty() && source.isPresent()) {
        watch = Optional.of(source.get().open());
      }
      return watch.isPresent() && watch.get().isTaken(forward);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.TRACE, "the VMM cannot be asked now", e);
      close();
      watch = Optional.empty();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (watch.isPresent()) {
      watch.get().close();
    }
  }
}
