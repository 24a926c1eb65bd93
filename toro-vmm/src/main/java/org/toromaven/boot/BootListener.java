// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.nio.ByteBuffer;
import java.util.List;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmCommand;

/**
 * Follows a boot while it runs. Calls come from the boot's own threads and hold it up while they
 * last; an exception thrown by one ends the boot.
 */
public interface BootListener {

  /** Listens to nothing. */
  BootListener NONE = new BootListener() {};

  /**
   * The VMM is about to be spawned.
   *
   * @param forwards ports of this machine that lead to the guest, all chosen
   */
  default void starting(
      VmmCommand command, AccelerationChoice acceleration, List<PortForward> forwards) {}

  /**
   * The guest wrote to its console.
   *
   * @param bytes read-only, valid during the call only
   */
  default void console(ByteBuffer bytes) {}

  /** A mark arrived. */
  default void mark(Mark mark) {}

  /** The guest is ready. */
  default void ready(String by, long sinceSpawnNs) {}
}
