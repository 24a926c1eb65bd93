// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses programs that need a shared library: there is no dynamic linker, and no C library but for
 * what the kernel's own {@code Toro.CLibrary} defines.
 */
final class SharedLibraryCheck {
  private SharedLibraryCheck() {}

  /**
   * Passes a link script without libraries, or with such alone that the kernel stands in for.
   *
   * @param provided the libraries that the kernel stands in for, by the unit that binds them
   * @throws ProgramException naming each library and the units that ask for it
   */
  static void check(LinkScript script, Path program, Map<String, Set<String>> provided)
      throws ProgramException, IOException {
    List<String> needs = new ArrayList<>();
    for (String library : script.libraries()) {
      List<String> units = askers(script, library);
      boolean asked = !units.isEmpty();
      units.removeIf(unit -> provided.getOrDefault(unit, Set.of()).contains(library));
      if (asked && units.isEmpty()) {
        continue;
      }
      needs.add(
          "lib"
              + library
              + " (asked for by "
              + (units.isEmpty() ? "the program itself" : "unit " + String.join(", unit ", units))
              + ")");
    }
    if (needs.isEmpty()) {
      return;
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
