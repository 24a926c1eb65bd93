// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.nio.file.Path;

/**
 * One file for the linker.
 *
 * @param file an object file or an archive
 * @param origin who it belongs to
 */
public record LinkInput(Path file, Origin origin) {

  /** Who an object belongs to; a linker lets kernel definitions win over the program's. */
  public enum Origin {
    /** The boot stub. */
    STUB,
    /** A unit of the kernel. */
    KERNEL,
    /** The program, its units, and the run-time library. */
    PROGRAM
  }
}
