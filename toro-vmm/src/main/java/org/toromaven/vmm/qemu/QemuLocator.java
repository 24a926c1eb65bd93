// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.nio.file.Path;
import java.util.Optional;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.VmmAvailability;

/** Finds QEMU: the configured path, then {@code TORO_QEMU}, then the PATH. */
final class QemuLocator {

  static final String VARIABLE = "TORO_QEMU";
  static final String PROGRAM = "qemu-system-x86_64";

  private static final String INSTALL =
      "install it (Debian and Ubuntu: apt install qemu-system-x86) or name it with "
          + "<vmm><executable> or "
          + VARIABLE;

  private final HostEnvironment host;

  QemuLocator(HostEnvironment host) {
    this.host = host;
  }

  VmmAvailability locate(Optional<Path> configured) {
    if (configured.isPresent()) {
      return explicit(configured.get(), "configured");
    }
    Optional<String> variable = host.variable(VARIABLE);
    if (variable.isPresent()) {
      return explicit(Path.of(variable.get()), VARIABLE);
    }
    return host.onPath(PROGRAM)
        .map(path -> VmmAvailability.found(path, "", "found on the PATH"))
        .orElseGet(() -> VmmAvailability.missing(PROGRAM + " is not on the PATH; " + INSTALL));
  }

  /** A bare name means a program on the PATH; anything else a file. */
  private VmmAvailability explicit(Path program, String origin) {
    boolean bareName = program.getNameCount() == 1 && !program.isAbsolute();
    Optional<Path> file = bareName ? host.onPath(program.toString()) : Optional.of(program);
    return file.filter(HostEnvironment::isProgram)
        .map(path -> VmmAvailability.found(path, "", "from " + origin))
        .orElseGet(
            () ->
                VmmAvailability.missing(
                    "no program at " + program + " (from " + origin + "); " + INSTALL));
  }
}
