// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Units of Toro that have the name of one of Free Pascal's packages. The kernel's is found first; a
 * program that names what only the package's has, itself or in a unit of its own, gets that one.
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

  private record StockPackage(String folder, Set<String> words) {

    boolean isMeantBy(Path source) throws IOException {
      return PascalSource.words(source).stream().anyMatch(words::contains);
    }
  }

  private SharedNames() {}

  /**
   * The folders to be searched before the kernel's.
   *
   * @param program the program's source
   * @param unitPath where further sources of the program lie
   * @param kernel whose run-time library tells where packages lie
   */
  static List<Path> foldersBeforeKernel(Path program, List<Path> unitPath, CompiledKernel kernel)
      throws IOException {
    Optional<Path> library = kernel.runTimeLibrary();
    if (library.isEmpty()) {
      return List.of();
    }
    List<Path> folders = new ArrayList<>();
    for (Path source : new ProgramSources(program, unitPath).all()) {
      for (String unit : PascalSource.allUsedUnits(source)) {
        StockPackage candidate = PACKAGES.get(unit.toLowerCase(Locale.ROOT));
        if (candidate != null && candidate.isMeantBy(source)) {
          folders.add(library.get().resolveSibling(candidate.folder()));
        }
      }
    }
    return folders.stream().distinct().filter(Files::isDirectory).toList();
  }
}
