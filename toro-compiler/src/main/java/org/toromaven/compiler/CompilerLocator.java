// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the executable that a {@link CompilerSearch} asks for; the first source named wins. */
final class CompilerLocator {
  private static final String INSTALL =
      "install it (Debian, Ubuntu: apt install fpc; Fedora: dnf install fpc) or name its executable"
          + " with -Dtoro.fpc=/path/to/fpc or "
          + CompilerSearch.VARIABLE;

  private CompilerLocator() {}

  static FreePascal locate(CompilerSearch search) throws CompilerNotFoundException {
    if (search.executable().isPresent()) {
      return named(search.executable().get(), "configuration");
    }
    if (search.toolchain().isPresent()) {
      return named(search.toolchain().get(), "toolchain");
    }
    String variable = search.environment().getOrDefault(CompilerSearch.VARIABLE, "");
    if (!variable.isBlank()) {
      return named(Path.of(variable), CompilerSearch.VARIABLE);
    }
    String path = search.environment().getOrDefault("PATH", "");
    return onPath(path)
        .map(found -> new FreePascal(found, "PATH"))
        .orElseThrow(
            () ->
                new CompilerNotFoundException(
                    "no Free Pascal compiler: no fpc on PATH (" + path + "); " + INSTALL));
  }

  private static FreePascal named(Path executable, String source) throws CompilerNotFoundException {
    Path absolute = executable.toAbsolutePath().normalize();
    if (!isProgram(absolute)) {
      String problem = Files.exists(absolute) ? "not an executable file" : "no such file";
      throw new CompilerNotFoundException(
          "no Free Pascal compiler: "
              + absolute
              + " (from "
              + source
              + "): "
              + problem
              + "; "
              + INSTALL);
    }
    return new FreePascal(absolute, source);
  }

  private static Optional<Path> onPath(String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      Optional<Path> candidate = candidate(folder);
      if (candidate.isPresent()) {
        return candidate;
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> candidate(String folder) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(folder, "fpc").toAbsolutePath())
          .filter(CompilerLocator::isProgram);
    } catch (InvalidPathException malformed) {
      // PATH may hold anything; a folder that cannot exist has no compiler in it.
      return Optional.empty();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
