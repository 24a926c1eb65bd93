// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the kernel decides about symbols (boot ABI 3): for which names its definition wins, which
 * names' references go to a wrapper, which references count only under a condition.
 */
public final class Overrides {

  /** No rule. */
  public static final Overrides NONE =
      new Overrides(Set.of(), Set.of(), Set.of(), ReferenceRules.NONE);

  private static final String FORMS =
      "expected NAME, wrap NAME, wrap-everywhere NAME, makes FUNCTION NUMBER..., call-table NAME"
          + " or only-with CONDITION NAME: ";

  private final Set<String> names;
  private final Set<String> wraps;
  private final Set<String> wrapsEverywhere;
  private final ReferenceRules references;

  /**
   * Keeps copies.
   *
   * @param names symbols whose {@link Origin#KERNEL} or {@link Origin#STUB} definition replaces any
   *     other
   * @param wraps symbols whose references from objects that do not define them go to {@code
   *     __wrap_NAME}; {@code __real_NAME} is the original
   * @param wrapsEverywhere wraps whose references from the defining object go there too
   * @param references which references count only under a condition
   */
  Overrides(
      Set<String> names,
      Set<String> wraps,
      Set<String> wrapsEverywhere,
      ReferenceRules references) {
    this.names = Set.copyOf(names);
    this.wraps = Set.copyOf(wraps);
    this.wrapsEverywhere = Set.copyOf(wrapsEverywhere);
    this.references = references;
  }

  /**
   * Reads the text of an {@code overrides.txt}: one rule a line; blank lines and what follows a
   * {@code #} are ignored.
   *
   * @param source the file's name, for messages
   * @param text the file's text
   * @return the overrides
   * @throws IllegalArgumentException when a line has another form; the message names the line
   */
  public static Overrides parse(String source, String text) {
    Parser parser = new Parser();
    int lineNumber = 0;
    for (String line : text.lines().toList()) {
      lineNumber++;
      int comment = line.indexOf('#');
      String rule = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!rule.isEmpty() && !parser.take(rule.split("\\s+"))) {
        throw new IllegalArgumentException(source + ":" + lineNumber + ": " + FORMS + rule);
      }
    }
    return new Overrides(
        parser.names, parser.wraps, parser.wrapsEverywhere, parser.references.build());
  }

  /** The rules so far. */
  private static final class Parser {
    private static final Set<String> KEYWORDS =
        Set.of("wrap", "wrap-everywhere", "makes", "call-table", "only-with");

    private final Set<String> names = new TreeSet<>();
    private final Set<String> wraps = new TreeSet<>();
    private final Set<String> wrapsEverywhere = new TreeSet<>();
    private final ReferenceRules.Builder references = new ReferenceRules.Builder();

    /** Returns whether the words are a rule. */
    boolean take(String[] words) {
      String name = words[words.length - 1];
      return switch (words[0]) {
        case "wrap" -> words.length == 2 && wraps.add(name);
        case "wrap-everywhere" -> words.length == 2 && wrapsEverywhere.add(name);
        case "makes" -> takeMaker(Arrays.asList(words));
        case "call-table" -> {
          references.callTable(name);
          yield words.length == 2;
        }
        case "only-with" -> {
          references.onlyWith(words[words.length / 2], name);
          yield words.length == 3;
        }
        default -> words.length == 1 && !KEYWORDS.contains(name) && names.add(name);
      };
    }

    private boolean takeMaker(List<String> words) {
      if (words.size() < 3 || !words.stream().skip(2).allMatch(ReferenceRules::isCall)) {
        return false;
      }
      references.makes(words.get(1), words.subList(2, words.size()));
      return true;
    }
  }

  /** Symbols whose kernel definition wins. */
  public Set<String> names() {
    return names;
  }

  /** Symbols whose references from objects that do not define them are redirected. */
  public Set<String> wraps() {
    return wraps;
  }

  /** Symbols whose every reference is redirected. */
  public Set<String> wrapsEverywhere() {
    return wrapsEverywhere;
  }

  ReferenceRules references() {
    return references;
  }

  /** Returns whether a name is wrapped in either way. */
  boolean isWrapped(String name) {
    return wraps.contains(name) || wrapsEverywhere.contains(name);
  }
}
