// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Set;
import java.util.TreeSet;

/**
 * The names for which a kernel definition wins, and the names whose references go to a wrapper
 * (boot ABI 3).
 *
 * @param names symbols whose {@link Origin#KERNEL} or {@link Origin#STUB} definition replaces any
 *     other
 * @param wraps symbols whose references from objects that do not define them go to {@code
 *     __wrap_NAME}; {@code __real_NAME} is the original
 * @param wrapsEverywhere wraps whose references from the defining object go there too
 */
public record Overrides(Set<String> names, Set<String> wraps, Set<String> wrapsEverywhere) {

  /** No override and no wrap. */
  public static final Overrides NONE = new Overrides(Set.of(), Set.of(), Set.of());

  private static final String WRAP = "wrap";
  private static final String WRAP_EVERYWHERE = "wrap-everywhere";

  /** Keeps copies. */
  public Overrides {
    names = Set.copyOf(names);
    wraps = Set.copyOf(wraps);
    wrapsEverywhere = Set.copyOf(wrapsEverywhere);
  }

  /**
   * Reads the text of an {@code overrides.txt}. A line is {@code NAME}, {@code wrap NAME} or {@code
   * wrap-everywhere NAME}; blank lines and what follows a {@code #} are ignored.
   *
   * @param source the file's name, for messages
   * @param text the file's text
   * @return the overrides
   * @throws IllegalArgumentException when a line has another form; the message names the line
   */
  public static Overrides parse(String source, String text) {
    Set<String> names = new TreeSet<>();
    Set<String> wraps = new TreeSet<>();
    Set<String> wrapsEverywhere = new TreeSet<>();
    int lineNumber = 0;
    for (String line : text.lines().toList()) {
      lineNumber++;
      int comment = line.indexOf('#');
      String rule = (comment < 0 ? line : line.substring(0, comment)).strip();
      String[] words = rule.split("\\s+");
      String name = words[words.length - 1];
      switch (form(rule, words)) {
        case "" -> {}
        case "NAME" -> names.add(name);
        case WRAP -> wraps.add(name);
        case WRAP_EVERYWHERE -> wrapsEverywhere.add(name);
        default ->
            throw new IllegalArgumentException(
                source
                    + ":"
                    + lineNumber
                    + ": expected NAME, wrap NAME or wrap-everywhere NAME: "
                    + rule);
      }
    }
    return new Overrides(names, wraps, wrapsEverywhere);
  }

  private static String form(String rule, String[] words) {
    if (rule.isEmpty()) {
      return "";
    }
    boolean keyword = words[0].equals(WRAP) || words[0].equals(WRAP_EVERYWHERE);
    if (words.length == 1) {
      return keyword ? "keyword without a name" : "NAME";
    }
    return words.length == 2 && keyword ? words[0] : rule;
  }

  /** Returns whether a name is wrapped in either way. */
  boolean isWrapped(String name) {
    return wraps.contains(name) || wrapsEverywhere.contains(name);
  }
}
