// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All files that a compilation may read from the project: the whole source folder, the program's
 * own folder, the extra unit folders, and what these name by path ({@code uses X in '..'}, {@code
 * $I file}), wherever that is.
 */
final class SourceScan {
  private static final Pattern NAMED =
      Pattern.compile(
          "\\bin\\s*'([^'\\n]+)'|\\{\\$(?:I|INCLUDE|L|LINK|R|RESOURCE)\\s+'?([^'}\\n]+?)'?\\s*\\}",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PASCAL =
      Pattern.compile(".*\\.(pas|pp|p|lpr|dpr|inc|o|ppu|a|or|res)", Pattern.CASE_INSENSITIVE);
  private static final int LARGEST_SOURCE_BYTES = 4 << 20;

  private final Set<Path> found = new TreeSet<>();
  private final Deque<Path> pending = new ArrayDeque<>();

  private SourceScan() {}

  /** The files, sorted. */
  static Set<Path> of(AppliancePlan plan, Path program) throws IOException {
    SourceScan scan = new SourceScan();
    scan.addTree(plan.sourceDirectory());
    scan.addFolder(program.getParent());
    for (Path folder : plan.compiler().unitPaths()) {
      scan.addFolder(folder);
    }
    for (String option : plan.compiler().options()) {
      if (option.startsWith("-Fu") || option.startsWith("-Fi") || option.startsWith("-Fo")) {
        scan.addFolder(plan.baseDirectory().resolve(option.substring(3)));
      }
    }
    scan.followNames();
    return scan.found;
  }

  private void addTree(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(Files::isRegularFile).forEach(this::add);
      }
    }
  }

  private void addFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> PASCAL.matcher(file.getFileName().toString()).matches())
            .filter(Files::isRegularFile)
            .forEach(this::add);
      }
    }
  }

  private void add(Path file) {
    Path normal = file.toAbsolutePath().normalize();
    if (found.add(normal)) {
      pending.add(normal);
    }
  }

  private void followNames() throws IOException {
    while (!pending.isEmpty()) {
      Path file = pending.remove();
      if (PASCAL.matcher(file.toString()).matches() && Files.size(file) < LARGEST_SOURCE_BYTES) {
        Matcher matcher = NAMED.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
          addNamed(file, matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
      }
    }
  }

  private void addNamed(Path from, String name) {
    try {
      Path named = from.resolveSibling(name.replace('\\', '/'));
      if (Files.isRegularFile(named)) {
        add(named);
      }
    } catch (InvalidPathException e) {
      // Not the name of a file: the compiler will say so, if it is one of its directives at all.
      return;
    }
  }
}
