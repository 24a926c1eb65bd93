// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How the sources spell identifiers: the compiler writes them in capitals, a report should not. */
final class SourceSpelling {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SOURCE = Pattern.compile(".*\\.(pas|pp|inc|lpr|dpr)");

  private final Map<String, String> spellings = new HashMap<>();

  /** Reads the identifiers of the Pascal files in some folders; the first spelling counts. */
  static SourceSpelling of(List<Path> folders) throws IOException {
    SourceSpelling spelling = new SourceSpelling();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        spelling.readFolder(folder);
      }
    }
    return spelling;
  }

  private void readFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted().toList()) {
        if (SOURCE.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT)).matches()) {
          readText(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private void readText(String text) {
    Matcher words = IDENTIFIER.matcher(text);
    while (words.find()) {
      String word = words.group();
      spellings.putIfAbsent(word.toUpperCase(Locale.ROOT), word);
    }
  }

  /** Returns how the sources spell a part of a name; what they do not hold gets one capital. */
  String of(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return name.equals(upper) ? spellings.getOrDefault(upper, PascalName.words(name)) : name;
  }
}
