// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the program of a VMM: the configured path, then an environment variable, then the PATH.
 *
 * @param program name on the PATH
 * @param variable environment variable that may name it
 * @param install how to get it, for people
 */
public record ProgramSearch(String program, String variable, String install) {

  /** Looks for it. */
  public VmmAvailability in(HostEnvironment host, Optional<Path> configured) {
    if (configured.isPresent()) {
      return explicit(host, configured.get(), "configured");
    }
    Optional<String> named = host.variable(variable);
    if (named.isPresent()) {
      return explicit(host, Path.of(named.get()), variable);
    }
    return host.onPath(program)
        .map(path -> VmmAvailability.found(path, "", "found on the PATH"))
        .orElseGet(() -> VmmAvailability.missing(program + " is not on the PATH; " + advice()));
  }

  /** A bare name means a program on the PATH; anything else a file. */
  private VmmAvailability explicit(HostEnvironment host, Path path, String origin) {
    boolean bareName = path.getNameCount() == 1 && !path.isAbsolute();
    Optional<Path> file = bareName ? host.onPath(path.toString()) : Optional.of(path);
    return file.filter(HostEnvironment::isProgram)
        .map(found -> VmmAvailability.found(found, "", "from " + origin))
        .orElseGet(
            () ->
                VmmAvailability.missing(
                    "no program at " + path + " (from " + origin + "); " + advice()));
  }

  private String advice() {
    return install + " or name it with <vmm><executable> or " + variable;
  }
}
