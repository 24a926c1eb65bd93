// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the kernel decides about symbols (boot ABI 3): for which names its definition wins, which
 * names' references go to a wrapper, which references count only under a condition, which
 * instructions become interrupts.
 */
public final class Overrides {

  /** No rule. */
  public static final Overrides NONE =
      new Overrides(Set.of(), Set.of(), Set.of(), ReferenceRules.NONE, InstructionTraps.NONE);

  private static final String FORMS =
      "expected NAME, wrap NAME, wrap-everywhere NAME, makes FUNCTION NUMBER..., call-table NAME,"
          + " only-with CONDITION NAME or trap BYTES VECTOR: ";

  private final Set<String> names;
  private final Set<String> wraps;
  private final Set<String> wrapsEverywhere;
  private final ReferenceRules references;
  private final InstructionTraps traps;

  /**
   * Keeps copies.
   *
   * @param names symbols whose {@link Origin#KERNEL} or {@link Origin#STUB} definition replaces any
   *     other
   * @param wraps symbols whose references from objects that do not define them go to {@code
   *     __wrap_NAME}; {@code __real_NAME} is the original
   * @param wrapsEverywhere wraps whose references from the defining object go there too
   * @param references which references count only under a condition
   * @param traps which instructions become interrupts
   */
  Overrides(
      Set<String> names,
      Set<String> wraps,
      Set<String> wrapsEverywhere,
      ReferenceRules references,
      InstructionTraps traps) {
    this.names = Set.copyOf(names);
    this.wraps = Set.copyOf(wraps);
    this.wrapsEverywhere = Set.copyOf(wrapsEverywhere);
    this.references = references;
    this.traps = traps;
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
        parser.names,
        parser.wraps,
        parser.wrapsEverywhere,
        parser.references.build(),
        new InstructionTraps(parser.traps));
  }

  /** The rules so far. */
  private static final class Parser {
    private static final Set<String> KEYWORDS =
        Set.of("wrap", "wrap-everywhere", "makes", "call-table", "only-with", "trap");

    /** Two bytes, and one. */
    private static final Pattern INSTRUCTION = Pattern.compile("[0-9A-F]{4}");

    private static final Pattern VECTOR = Pattern.compile("[0-9A-F]{2}");
    private static final int HEX = 16;

    private final Set<String> names = new TreeSet<>();
    private final Set<String> wraps = new TreeSet<>();
    private final Set<String> wrapsEverywhere = new TreeSet<>();
    private final ReferenceRules.Builder references = new ReferenceRules.Builder();
    private final Map<Integer, Integer> traps = new TreeMap<>();

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
        case "trap" -> words.length == 3 && takeTrap(words[1], words[2]);
        default -> words.length == 1 && !KEYWORDS.contains(name) && names.add(name);
      };
    }

    private boolean takeTrap(String instruction, String vector) {
      if (!INSTRUCTION.matcher(instruction).matches() || !VECTOR.matcher(vector).matches()) {
        return false;
      }
      traps.put(Integer.parseInt(instruction, HEX), Integer.parseInt(vector, HEX));
      return true;
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

  InstructionTraps traps() {
    return traps;
  }

  /** Returns whether a name is wrapped in either way. */
  boolean isWrapped(String name) {
    return wraps.contains(name) || wrapsEverywhere.contains(name);
  }
}
