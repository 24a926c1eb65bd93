// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names for which a kernel definition wins, and the names whose references go to a wrapper
 * (boot ABI 3).
 *
 * @param names symbols whose {@link Origin#KERNEL} or {@link Origin#STUB} definition replaces any
 *     other
 * @param wraps symbols whose references from other objects go to {@code __wrap_NAME}; {@code
 *     __real_NAME} is the original
 */
public record Overrides(Set<String> names, Set<String> wraps) {

  /** No override and no wrap. */
  public static final Overrides NONE = new Overrides(Set.of(), Set.of());

  private static final String WRAP = "wrap";

  /** Keeps copies. */
  public Overrides {
    names = Set.copyOf(names);
    wraps = Set.copyOf(wraps);
  }

  /**
   * Reads the text of an {@code overrides.txt}: one name or {@code wrap NAME} a line; blank lines
   * and what follows a {@code #} are ignored.
   *
   * @param source the file's name, for messages
   * @param text the file's text
   * @return the overrides
   * @throws IllegalArgumentException when a line is neither form; the message names the line
   */
  public static Overrides parse(String source, String text) {
    Set<String> names = new TreeSet<>();
    Set<String> wraps = new TreeSet<>();
    int lineNumber = 0;
    for (String line : text.lines().toList()) {
      lineNumber++;
      int comment = line.indexOf('#');
      String rule = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!rule.isEmpty()) {
        addRule(List.of(rule.split("\\s+")), names, wraps, source + ":" + lineNumber);
      }
    }
    return new Overrides(names, wraps);
  }

  private static void addRule(
      List<String> words, Set<String> names, Set<String> wraps, String place) {
    if (words.size() == 1 && !words.get(0).equals(WRAP)) {
      names.add(words.get(0));
    } else if (words.size() == 2 && words.get(0).equals(WRAP)) {
      wraps.add(words.get(1));
    } else {
      throw new IllegalArgumentException(
          place + ": expected NAME or wrap NAME: " + String.join(" ", words));
    }
  }
}
