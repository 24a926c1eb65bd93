// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells whether the run-time library that a kernel was compiled against is still the same: its PPU
 * files hold checksums of that library's, and the compiler refuses them when it has been replaced.
 */
final class RunTimeLibrary {
  private RunTimeLibrary() {}

  /** One line that changes when the library's {@code system} unit does. */
  static String stamp(LinkScript script) throws IOException {
    for (Path file : script.files()) {
      if (UnitNames.stem(file).equals("system")) {
        Path unit = UnitNames.compiledUnit(file);
        return Files.getLastModifiedTime(unit).toMillis() + " " + Files.size(unit) + " " + unit;
      }
    }
    return "";
  }

  /** The folder that a stamp names; the folders of packages lie beside it. */
  static Optional<Path> folder(String stamp) {
    String[] parts = stamp.split(" ", 3);
    return parts.length < 3 ? Optional.empty() : Optional.ofNullable(Path.of(parts[2]).getParent());
  }

  static boolean isUnchanged(String stamp) throws IOException {
    if (stamp.isEmpty()) {
      return true;
    }
    String[] parts = stamp.split(" ", 3);
    Path unit = Path.of(parts[2]);
    return Files.isRegularFile(unit)
        && Files.getLastModifiedTime(unit).toMillis() == Long.parseLong(parts[0])
        && Files.size(unit) == Long.parseLong(parts[1]);
  }
}
