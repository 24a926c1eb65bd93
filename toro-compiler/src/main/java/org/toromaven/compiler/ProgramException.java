// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/**
 * The user's program or its configuration is at fault in a way that is known without the compiler's
 * diagnostics: an unknown kernel unit, no program or several, a program that needs the C library.
 */
public final class ProgramException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes an error with the text that the user sees. */
  public ProgramException(String message) {
    super(message);
  }
}
