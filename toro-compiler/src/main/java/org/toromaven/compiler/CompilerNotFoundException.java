// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/** No usable Free Pascal compiler; the message says where it was looked for and what to install. */
public final class CompilerNotFoundException extends CompilerException {
  private static final long serialVersionUID = 1L;

  /** Makes an error with the text that the user sees. */
  public CompilerNotFoundException(String message) {
    super(message);
  }
}
