// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/**
 * A unit that is part of a compiled program.
 *
 * @param name as the catalogue or the program writes it, else the name of its object file
 * @param origin what brought it in
 * @param kernel whether it is one of the kernel's
 */
public record UnitUse(String name, Origin origin, boolean kernel) {

  /** What brought a unit in; the first that applies, in this order. */
  public enum Origin {
    /** The program's own {@code uses} clause names it. */
    PROGRAM,
    /** The configuration names it. */
    POM,
    /** Another unit uses it. */
    DEPENDENCY
  }
}
