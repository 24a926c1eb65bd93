// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The sources of a program: its own, and those of the units that lie beside it and are used. */
final class ProgramSources {
  private static final List<String> EXTENSIONS = List.of(".pas", ".pp", ".p");

  private final Path program;
  private final List<Path> folders = new ArrayList<>();

  /**
   * Makes the list for a program.
   *
   * @param program its source
   * @param unitPath where its units lie, besides its own folder
   */
  ProgramSources(Path program, List<Path> unitPath) {
    this.program = program;
    folders.add(program.toAbsolutePath().getParent());
    folders.addAll(unitPath);
  }

  /** The sources, the program's first; one that cannot be found is the compiler's to tell. */
  Set<Path> all() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    Deque<Path> waiting = new ArrayDeque<>(List.of(program));
    while (!waiting.isEmpty()) {
      Path source = waiting.remove();
      if (found.add(source)) {
        for (String unit : PascalSource.allUsedUnits(source)) {
          find(unit).ifPresent(waiting::add);
        }
      }
    }
    return found;
  }

  /** As the compiler does: the name as it is written, then in small letters. */
  private Optional<Path> find(String unit) {
    for (Path folder : folders) {
      for (String name : List.of(unit, unit.toLowerCase(Locale.ROOT))) {
        for (String extension : EXTENSIONS) {
          Path file = folder.resolve(name + extension);
          if (Files.isRegularFile(file)) {
            return Optional.of(file);
          }
        }
      }
    }
    return Optional.empty();
  }
}
