// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Refuses programs that need a shared library: there is no dynamic linker and no C library. */
final class SharedLibraryCheck {
  private SharedLibraryCheck() {}

  /**
   * Passes a link script without libraries.
   *
   * @throws ProgramException naming each library and the units that ask for it
   */
  static void check(LinkScript script, Path program) throws ProgramException, IOException {
    if (script.libraries().isEmpty()) {
      return;
    }
    List<String> needs = new ArrayList<>();
    for (String library : script.libraries()) {
      List<String> units = askers(script, library);
      needs.add(
          "lib"
              + library
              + " (asked for by "
              + (units.isEmpty() ? "the program itself" : "unit " + String.join(", unit ", units))
              + ")");
    }
    throw new ProgramException(
        program
            + ": the program needs shared libraries, which an appliance cannot have: "
            + String.join("; ", needs)
            + "; leave out the unit or the $linklib/external declaration, or use a unit that is"
            + " written in Pascal");
  }

  private static List<String> askers(LinkScript script, String library) throws IOException {
    List<String> units = new ArrayList<>();
    for (Path object : script.files()) {
      Path ppu = UnitNames.compiledUnit(object);
      if (Files.isRegularFile(ppu) && PpuLibraries.read(ppu).contains(library)) {
        units.add(UnitNames.stem(object));
      }
    }
    return units;
  }
}
