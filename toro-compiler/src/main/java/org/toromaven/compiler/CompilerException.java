// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/**
 * The compiler or this machine is at fault, not the program: the compiler is missing, did not end
 * in time, was killed, or cannot compile the kernel.
 */
public class CompilerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes an error with the text that the user sees. */
  public CompilerException(String message) {
    super(message);
  }

  /** Makes an error with the text that the user sees and what led to it. */
  public CompilerException(String message, Throwable cause) {
    super(message, cause);
  }
}
