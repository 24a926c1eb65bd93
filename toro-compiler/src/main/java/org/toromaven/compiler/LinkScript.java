// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The linker script that the compiler leaves behind ({@code link<number>.res}): what it would link.
 *
 * @param files objects and archives in order, absolute
 * @param libraries names of shared libraries, as after {@code -l}
 */
record LinkScript(List<Path> files, List<String> libraries) {

  /** Removes scripts of earlier runs, so that the one left after a run is that run's. */
  static void removeAll(Path folder) throws IOException {
    for (Path script : scripts(folder)) {
      Files.delete(script);
    }
  }

  /** Reads the one script in a folder; relative names in it start at {@code workingDirectory}. */
  static LinkScript read(Path folder, Path workingDirectory) throws CompilerException, IOException {
    List<Path> scripts = scripts(folder);
    if (scripts.size() != 1) {
      String next =
          scripts.isEmpty()
              ? "is it Free Pascal's own compiler?"
              : "does another build work in this folder? Wait for it, then build again";
      throw new CompilerException(
          folder
              + ": the compiler left "
              + scripts.size()
              + " link scripts (link*.res), expected 1; "
              + next);
    }
    return parse(Files.readString(scripts.get(0)), workingDirectory);
  }

  /** Reads the {@code INPUT} and {@code GROUP} lists of a script, one name a line. */
  static LinkScript parse(String script, Path workingDirectory) {
    List<Path> files = new ArrayList<>();
    List<String> libraries = new ArrayList<>();
    boolean inside = false;
    for (String line : script.lines().map(String::strip).toList()) {
      if (line.equals("INPUT(") || line.equals("GROUP(")) {
        inside = true;
      } else if (line.equals(")")) {
        inside = false;
      } else if (inside && line.startsWith("-l")) {
        libraries.add(line.substring(2));
      } else if (inside && !line.isEmpty()) {
        files.add(workingDirectory.resolve(unquoted(line)).normalize());
      }
    }
    return new LinkScript(files, libraries);
  }

  /**
   * The compiler quotes a name with blanks and the like, and writes a quote in it as {@code \"}.
   */
  private static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1).replace("\\\"", "\"") : name;
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches("link\\d*\\.res")).toList();
    }
  }
}
