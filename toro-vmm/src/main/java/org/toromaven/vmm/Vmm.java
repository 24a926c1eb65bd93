// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.io.IOException;
import java.util.Optional;

/**
 * A virtual machine monitor. Implementations are found with {@link java.util.ServiceLoader}: a jar
 * that names its class in {@code META-INF/services/org.toromaven.vmm.Vmm} adds one, with a public
 * constructor without parameters.
 */
public interface Vmm {

  /** The word that selects it in configuration, such as {@code qemu}. */
  String name();

  /** Whether it can be started here, asking the host again at each call. */
  VmmAvailability availability(MachineConfig machine);

  /**
   * Works out how to start it for one boot. Starts nothing that outlives the call.
   *
   * @throws VmmException when it is missing or cannot show such a machine
   * @throws IOException when a file in the work directory cannot be written
   */
  Launch prepare(LaunchRequest request) throws VmmException, IOException;

  /**
   * Whether an exit status means that the guest ended the machine. It never decides alone: without
   * an exit mark (BOOT-ABI 7) a status of the guest is a crash, any other one a failure of the VMM.
   */
  default boolean endedByGuest(int exitStatus) {
    return exitStatus == 0;
  }

  /**
   * Says whether a line of the VMM's standard error means that the guest will never run on, though
   * the program stays alive.
   *
   * @return the reason for people, empty for any other line
   */
  default Optional<String> fatalMessage(String line) {
    return Optional.empty();
  }
}
