// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where to look for the compiler, in the order of the components.
 *
 * @param executable what the configuration names
 * @param toolchain what the caller's toolchain offers
 * @param environment {@code TORO_FPC} names an executable; {@code PATH} is searched last
 */
public record CompilerSearch(
    Optional<Path> executable, Optional<Path> toolchain, Map<String, String> environment) {

  /** The variable that names a compiler. */
  public static final String VARIABLE = "TORO_FPC";

  /** Takes a copy of the environment. */
  public CompilerSearch {
    environment = Map.copyOf(environment);
  }

  /** Only {@code TORO_FPC} and {@code PATH} of this process. */
  public static CompilerSearch ofEnvironment() {
    return new CompilerSearch(Optional.empty(), Optional.empty(), System.getenv());
  }
}
