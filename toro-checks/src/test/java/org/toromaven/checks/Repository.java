// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The files of this repository, without what a build makes. */
final class Repository {

  /** The top of the repository: the parent of the folder this module is in. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules");

  private Repository() {}

  /** Every file whose name ends with one of {@code endings}, sorted by path. */
  static List<Path> files(String... endings) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(ROOT, new Collector(found, List.of(endings)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(found);
    return List.copyOf(found);
  }

  /** The lines of a file, which must be UTF-8. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The path as people write it: relative to the top. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Path> found;
    private final List<String> endings;

    Collector(List<Path> found, List<String> endings) {
      this.found = found;
      this.endings = endings;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skip = NOT_OURS.contains(folder.getFileName().toString());
      return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (endings.stream().anyMatch(name::endsWith)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
