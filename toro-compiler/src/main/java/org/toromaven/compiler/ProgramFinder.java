// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the one source file that holds the program. */
public final class ProgramFinder {
  private static final Set<String> EXTENSIONS = Set.of("pas", "pp", "p", "lpr", "dpr");

  private ProgramFinder() {}

  /**
   * The one file below a folder that begins with {@code program}; when no file does, the one file
   * that could be a program without a heading.
   *
   * @throws ProgramException when there is none or more than one; the text lists them
   */
  public static Path find(Path folder) throws ProgramException, IOException {
    List<Path> sources = sources(folder);
    List<Path> programs = new ArrayList<>();
    List<Path> headless = new ArrayList<>();
    for (Path source : sources) {
      switch (PascalSource.kind(source)) {
        case PROGRAM -> programs.add(source);
        case HEADLESS -> headless.add(source);
        case OTHER -> {}
      }
    }
    List<Path> found = programs.isEmpty() ? headless : programs;
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new ProgramException(found.isEmpty() ? none(folder, sources) : several(folder, found));
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(ProgramFinder::isSource).sorted().toList();
    }
  }

  private static boolean isSource(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1)) && Files.isRegularFile(file);
  }

  private static String none(Path folder, List<Path> sources) {
    String seen =
        sources.isEmpty() ? "it holds no Pascal source" : "units only: " + list(folder, sources);
    return folder
        + ": no program found: "
        + seen
        + "; add a file that begins with 'program', or name"
        + " one with <program> or -Dtoro.program";
  }

  private static String several(Path folder, List<Path> found) {
    return folder
        + ": several programs found: "
        + list(folder, found)
        + "; name one of them with <program> or -Dtoro.program";
  }

  private static String list(Path folder, List<Path> files) {
    return files.stream()
        .map(file -> folder.relativize(file).toString())
        .collect(Collectors.joining(", "));
  }
}
