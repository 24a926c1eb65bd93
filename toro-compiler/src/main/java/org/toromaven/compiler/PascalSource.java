// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the heading of a Pascal source file says: its kind and the units it names. */
final class PascalSource {
  /** Words that may open a program without a heading. */
  private static final Set<String> PROGRAM_PARTS =
      Set.of(
          "uses",
          "begin",
          "var",
          "type",
          "const",
          "procedure",
          "function",
          "label",
          "operator",
          "resourcestring",
          "threadvar");

  /** What a file is to the compiler. */
  enum Kind {
    /** It has a {@code program} heading. */
    PROGRAM,
    /** It could be a program that leaves the heading out, or an include file. */
    HEADLESS,
    /** A unit, a library, a package, or no Pascal at all. */
    OTHER
  }

  private PascalSource() {}

  static Kind kind(Path file) throws IOException {
    Optional<PascalTokens.Token> first = tokens(file).next();
    if (first.filter(token -> token.is("program")).isPresent()) {
      return Kind.PROGRAM;
    }
    boolean part = first.filter(t -> PROGRAM_PARTS.stream().anyMatch(t::is)).isPresent();
    return part ? Kind.HEADLESS : Kind.OTHER;
  }

  /** The name in the heading of a unit, as written. */
  static Optional<String> unitName(String source) {
    PascalTokens tokens = new PascalTokens(source);
    if (tokens.next().filter(token -> token.is("unit")).isEmpty()) {
      return Optional.empty();
    }
    StringBuilder name = new StringBuilder();
    Optional<PascalTokens.Token> token = tokens.next();
    while (token.isPresent() && !token.get().is(";")) {
      name.append(token.get().text());
      token = tokens.next();
    }
    return Optional.of(name.toString());
  }

  /** The names in the first {@code uses} clause, as written, without {@code in} paths. */
  static List<String> usedUnits(Path file) throws IOException {
    PascalTokens tokens = tokens(file);
    List<String> names = new ArrayList<>();
    if (!skipToUses(tokens)) {
      return names;
    }
    addNames(tokens, names);
    return names;
  }

  /** The names in every {@code uses} clause of a program or a unit. */
  static List<String> allUsedUnits(Path file) throws IOException {
    PascalTokens tokens = tokens(file);
    List<String> names = new ArrayList<>();
    for (var token = tokens.next(); token.isPresent(); token = tokens.next()) {
      if (token.get().is("uses")) {
        addNames(tokens, names);
      }
    }
    return names;
  }

  /** Reads a clause up to its semicolon. */
  private static void addNames(PascalTokens tokens, List<String> names) {
    StringBuilder name = new StringBuilder();
    boolean inPath = false;
    for (var token = tokens.next(); token.isPresent(); token = tokens.next()) {
      if (token.get().is(",") || token.get().is(";")) {
        names.add(name.toString());
        name.setLength(0);
        inPath = false;
      }
      if (token.get().is(";")) {
        break;
      }
      inPath |= token.get().is("in");
      if (!inPath && !token.get().is(",")) {
        name.append(token.get().text());
      }
    }
  }

  /** All words of a source, in lower case, without those in comments and strings. */
  static Set<String> words(Path file) throws IOException {
    PascalTokens tokens = tokens(file);
    Set<String> words = new HashSet<>();
    for (var token = tokens.next(); token.isPresent(); token = tokens.next()) {
      if (token.get().kind() == PascalTokens.Kind.WORD) {
        words.add(token.get().text().toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /** A {@code uses} clause is the first thing after the heading, or there is none. */
  private static boolean skipToUses(PascalTokens tokens) {
    Optional<PascalTokens.Token> token = tokens.next();
    if (token.filter(t -> t.is("program")).isPresent()) {
      while (token.isPresent() && !token.get().is(";")) {
        token = tokens.next();
      }
      token = tokens.next();
    }
    return token.filter(t -> t.is("uses")).isPresent();
  }

  /** Sources are read as bytes: their encoding does not matter to keywords. */
  private static PascalTokens tokens(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean utf8Mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return new PascalTokens(utf8Mark ? text.substring(3) : text);
  }
}
