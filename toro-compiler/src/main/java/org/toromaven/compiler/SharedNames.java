// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Units of Toro that have the name of one of Free Pascal's packages. The kernel's is found first; a
 * program that names what only the package's has gets that one.
 */
final class SharedNames {

  /** By unit: the package's folder, and lower-case words that only the package's unit declares. */
  private static final Map<String, StockPackage> PACKAGES =
      Map.of(
          "process",
          new StockPackage(
              "fcl-process",
              Set.of(
                  "tprocess",
                  "eprocess",
                  "tprocessoptions",
                  "tprocessoption",
                  "tprocessclass",
                  "runcommand",
                  "runcommandindir",
                  "runcommandtimeout",
                  "commandtolist")));

  private record StockPackage(String folder, Set<String> words) {}

  private SharedNames() {}

  /**
   * The folders to be searched before the kernel's.
   *
   * @param program the program's source
   * @param kernel whose run-time library tells where packages lie
   */
  static List<Path> foldersBeforeKernel(Path program, CompiledKernel kernel) throws IOException {
    Optional<Path> library = kernel.runTimeLibrary();
    if (library.isEmpty()) {
      return List.of();
    }
    for (String unit : PascalSource.usedUnits(program)) {
      StockPackage candidate = PACKAGES.get(unit.toLowerCase(Locale.ROOT));
      if (candidate == null) {
        continue;
      }
      Set<String> words = PascalSource.words(program);
      Path folder = library.get().resolveSibling(candidate.folder());
      if (words.stream().anyMatch(candidate.words()::contains) && Files.isDirectory(folder)) {
        return List.of(folder);
      }
    }
    return List.of();
  }
}
