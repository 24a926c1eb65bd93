// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.util.List;

/**
 * What became of a {@link CompileRequest}.
 *
 * @param ok whether the program compiled
 * @param diagnostics what the compiler said, in its order
 * @param linkInputs the boot stub's objects, then all others in the compiler's order; empty unless
 *     ok
 * @param overrides the lines of the kernel's {@code overrides.txt} (BOOT-ABI 3)
 * @param units the units of the program, in link order; empty unless ok
 * @param warnings what the user should know that the compiler does not say
 */
public record CompileResult(
    boolean ok,
    List<Diagnostic> diagnostics,
    List<LinkInput> linkInputs,
    List<String> overrides,
    List<UnitUse> units,
    List<String> warnings) {

  /** Takes copies of the lists. */
  public CompileResult {
    diagnostics = List.copyOf(diagnostics);
    linkInputs = List.copyOf(linkInputs);
    overrides = List.copyOf(overrides);
    units = List.copyOf(units);
    warnings = List.copyOf(warnings);
  }

  /** A program that did not compile. */
  static CompileResult failed(List<Diagnostic> diagnostics) {
    return new CompileResult(false, diagnostics, List.of(), List.of(), List.of(), List.of());
  }
}
