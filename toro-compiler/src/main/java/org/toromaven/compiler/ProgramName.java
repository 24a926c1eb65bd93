// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program's name for the kernel, as one generated unit: {@code ParamStr(0)} is what the
 * compiler would have named the executable, in the root folder. The kernel refers to the text by
 * its link name.
 */
final class ProgramName {

  /** Name of the generated unit; no unit of the kernel or of a user has it. */
  static final String UNIT = "Toro.ProgramName";

  private static final String FILE = "toro.programname.pas";

  private ProgramName() {}

  /**
   * Writes the unit.
   *
   * @param program the program's source
   * @param folder where the unit goes; made when it is not there
   */
  static void write(Path program, Path folder) throws IOException {
    String path = "/" + UnitNames.stem(program).replace("'", "''");
    int last = path.getBytes(StandardCharsets.UTF_8).length;
    String text =
        "{$mode objfpc}\nunit "
            + UNIT
            + ";\ninterface\nconst\n  Path: array[0.."
            + last
            + "] of AnsiChar = '"
            + path
            + "'#0;\nimplementation\nend.\n";
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(FILE), text, StandardCharsets.UTF_8);
  }
}
