// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of units as people write them, found by the names of their object files. */
final class UnitNames {
  private final Map<String, String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Names to prefer to those of object files. */
  UnitNames(List<String> names) {
    names.forEach(name -> written.putIfAbsent(name, name));
  }

  /** The unit that an object file holds. */
  String of(Path object) {
    String stem = stem(object);
    return written.getOrDefault(stem, stem);
  }

  /** The file name without its last extension: unit names may hold dots. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * Whether an object is a unit's, and not the program's or the run-time library's start-up code.
   */
  static boolean isUnit(Path object) {
    return Files.isRegularFile(compiledUnit(object)) && !stem(object).startsWith("si_");
  }

  /** The PPU file beside an object file. */
  static Path compiledUnit(Path object) {
    return object.resolveSibling(stem(object) + ".ppu");
  }
}
