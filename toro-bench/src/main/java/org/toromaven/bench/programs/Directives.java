// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a test program of Free Pascal says about itself: comments of the form <code>{%name=value}
 * </code>, as the readme.txt of its test suite describes them. Those that are not asked for here
 * change nothing in a comparison with Linux.
 */
final class Directives {

  private static final Pattern DIRECTIVE =
      Pattern.compile("\\{\\s*%\\s*([A-Za-z]+)\\s*(?:=([^}]*))?[^}]*\\}");
  private static final String COMPILER_VERSION = "3.2.2";
  private static final String CPU = "x86_64";
  private static final String TARGET = "linux";

  private final Map<String, String> values;

  private Directives(Map<String, String> values) {
    this.values = values;
  }

  /** Reads a program's directives. */
  static Directives read(Path program) throws IOException {
    return parse(Files.readString(program, StandardCharsets.ISO_8859_1));
  }

  static Directives parse(String source) {
    Map<String, String> values = new TreeMap<>();
    Matcher matcher = DIRECTIVE.matcher(source);
    while (matcher.find()) {
      String value = matcher.group(2) == null ? "" : matcher.group(2).strip();
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      values.merge(name, value, (first, second) -> first + " " + second);
    }
    return new Directives(values);
  }

  /** Why the program cannot be compared, when it says so itself. */
  Optional<String> reasonToSkip() {
    if (has("fail")) {
      return Optional.of("must not compile");
    }
    if (excludes("cpu", CPU)) {
      return Optional.of("not for this CPU");
    }
    if (excludes("target", TARGET)) {
      return Optional.of("not for Linux");
    }
    if (older(COMPILER_VERSION, values.getOrDefault("version", COMPILER_VERSION))
        || older(values.getOrDefault("maxversion", COMPILER_VERSION), COMPILER_VERSION)) {
      return Optional.of("not for this version of the compiler");
    }
    if (has("interactive")) {
      return Optional.of("needs a person");
    }
    if (has("graph")) {
      return Optional.of("draws on a screen");
    }
    if (has("needlibrary")) {
      return Optional.of("needs a shared library of its own");
    }
    return dataFiles().isEmpty() ? Optional.empty() : Optional.of("needs files beside it");
  }

  /** Whether the program is to be compiled and linked only. */
  boolean linkOnly() {
    return has("norun");
  }

  /** Options for the compiler. */
  List<String> options() {
    return words("opt").stream().map(word -> word.replace("\"", "")).toList();
  }

  /** Files that the running program reads; objects are the linker's affair. */
  private List<String> dataFiles() {
    return words("files").stream().filter(word -> !word.endsWith(".o")).toList();
  }

  private boolean excludes(String list, String value) {
    return (has(list) && !names(list, value)) || names("skip" + list, value);
  }

  private boolean has(String name) {
    return values.containsKey(name);
  }

  private boolean names(String list, String value) {
    return Arrays.stream(values.getOrDefault(list, "").split("[,\\s]+", -1))
        .anyMatch(value::equalsIgnoreCase);
  }

  private List<String> words(String name) {
    return Arrays.stream(values.getOrDefault(name, "").split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean older(String version, String than) {
    int[] left = numbers(version);
    int[] right = numbers(than);
    int shared = Math.min(left.length, right.length);
    return Arrays.compare(left, 0, shared, right, 0, shared) < 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[^0-9]+", -1))
        .filter(word -> !word.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
