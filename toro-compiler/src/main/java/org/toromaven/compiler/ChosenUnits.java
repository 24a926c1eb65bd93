// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The units that a request adds, as one generated unit that uses them. The compiler adds that one
 * to the program: a unit that both the request and the program's own {@code uses} name would be a
 * duplicate identifier if it were added by its own name.
 */
final class ChosenUnits {

  /** Name of the generated unit; no unit of the kernel or of a user has it. */
  static final String NAME = "Toro.ChosenUnits";

  private static final String FILE = "toro.chosenunits.pas";

  private ChosenUnits() {}

  /**
   * Writes the unit.
   *
   * @param units what it uses, at least one
   * @param folder where it goes; made when it is not there
   */
  static void write(List<String> units, Path folder) throws IOException {
    String text =
        "unit "
            + NAME
            + ";\ninterface\nuses\n  "
            + String.join(", ", units)
            + ";\nimplementation\nend.\n";
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(FILE), text, StandardCharsets.US_ASCII);
  }
}
