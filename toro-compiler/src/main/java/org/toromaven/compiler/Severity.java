// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/** How grave a {@link Diagnostic} is, in the compiler's words and from grave to light. */
public enum Severity {
  /** The compiler gave up at once. */
  FATAL,
  /** The program cannot be compiled. */
  ERROR,
  /** The program is probably wrong. */
  WARNING,
  /** Something odd. */
  NOTE,
  /** A remark on style. */
  HINT;

  /** Whether a program with such a diagnostic has not been compiled. */
  public boolean isError() {
    return this == FATAL || this == ERROR;
  }
}
