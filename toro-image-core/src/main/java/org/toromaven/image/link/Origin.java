// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/** Whose part of an appliance an object file is. */
public enum Origin {
  /** The assembly that takes the core from the boot protocol to long mode. */
  STUB,
  /** The kernel's units; only their definitions may override others. */
  KERNEL,
  /** The program, its units and the compiler's run-time library. */
  PROGRAM
}
