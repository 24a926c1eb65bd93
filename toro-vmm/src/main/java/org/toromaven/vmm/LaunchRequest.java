// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a {@link Vmm} is asked to prepare.
 *
 * @param machine the machine; port forwards have their final host ports
 * @param source what it boots
 * @param workDirectory a directory of this boot alone, with a short path (sockets are made in it),
 *     removed when the boot has ended
 * @param eventSocket Unix socket on which the host listens for the bytes of I/O port 0xE9 (BOOT-ABI
 *     7); a VMM that cannot connect the port ignores it
 * @param watchPorts whether {@link Launch#portWatch()} will be asked for
 */
public record LaunchRequest(
    MachineConfig machine,
    BootSource source,
    Path workDirectory,
    Path eventSocket,
    boolean watchPorts) {

  public LaunchRequest {
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(workDirectory, "workDirectory");
    Objects.requireNonNull(eventSocket, "eventSocket");
  }

  /** The same request with something else to boot. */
  public LaunchRequest withSource(BootSource other) {
    return new LaunchRequest(machine, other, workDirectory, eventSocket, watchPorts);
  }
}
