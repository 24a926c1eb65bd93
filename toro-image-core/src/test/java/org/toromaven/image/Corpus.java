// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Real objects: those of the test resources, and some of the compiler's own where it is installed.
 */
public final class Corpus {

  private static final List<String> COMPILER_OBJECTS =
      List.of("system.o", "si_prc.o", "abitag.o", "objpas.o", "sysutils.o", "strutils.o");

  private Corpus() {}

  /** Returns the objects. */
  public static List<Path> objects() throws IOException, URISyntaxException {
    Path resources = Path.of(Corpus.class.getResource("/elf").toURI());
    List<Path> found = new ArrayList<>(objectsIn(resources));
    Path units = Path.of("/usr/lib/x86_64-linux-gnu/fpc");
    if (Files.isDirectory(units)) {
      objectsIn(units).stream()
          .filter(file -> COMPILER_OBJECTS.contains(file.getFileName().toString()))
          .forEach(found::add);
    }
    return found;
  }

  private static List<Path> objectsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
    }
  }
}
