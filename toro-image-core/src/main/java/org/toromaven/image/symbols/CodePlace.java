// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

/**
 * A place in the source of a program.
 *
 * @param procedure the procedure with its unit and class, such as {@code Shapes.TCircle.Draw}
 * @param file the source file's name without folders; empty when unknown
 * @param line the line, 0 when unknown
 */
public record CodePlace(String procedure, String file, int line) {

  /** Returns {@code Unit.Procedure (File.pas:line)}, or the procedure alone without a line. */
  @Override
  public String toString() {
    return line == 0 ? procedure : procedure + " (" + file + ":" + line + ")";
  }
}
