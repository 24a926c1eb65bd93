// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the compiler looks for the project's units: it does not look into folders of a folder. */
final class SourceFolders {

  private static final Pattern UNIT =
      Pattern.compile(".*\\.(pas|pp|p|ppu)", Pattern.CASE_INSENSITIVE);

  private SourceFolders() {}

  /** The folders of {@code <unitPaths>}, then all of the source folder that hold units, sorted. */
  static List<Path> of(AppliancePlan plan) throws IOException {
    return Stream.concat(
            plan.compiler().unitPaths().stream(), withUnits(plan.sourceDirectory()).stream())
        .distinct()
        .toList();
  }

  private static Set<Path> withUnits(Path top) throws IOException {
    Set<Path> folders = new TreeSet<>();
    if (Files.isDirectory(top)) {
      try (Stream<Path> files = Files.walk(top)) {
        files
            .filter(file -> UNIT.matcher(file.getFileName().toString()).matches())
            .filter(Files::isRegularFile)
            .forEach(file -> folders.add(file.getParent()));
      }
    }
    return folders;
  }
}
