// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

/**
 * One message of the compiler.
 *
 * @param file the source file as the compiler named it, empty when it named none
 * @param line from 1, 0 when not said
 * @param column from 1, 0 when not said
 * @param severity how grave
 * @param text the message alone
 */
public record Diagnostic(String file, int line, int column, Severity severity, String text) {

  /** The message with its place, {@code file:line:column: text}; parts not known are left out. */
  @Override
  public String toString() {
    StringBuilder place = new StringBuilder(file);
    if (line > 0) {
      place.append(':').append(line);
    }
    if (column > 0) {
      place.append(':').append(column);
    }
    return place.isEmpty() ? text : place + ": " + text;
  }
}
