// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command that starts a VMM, exactly as it is run.
 *
 * @param words the program and its arguments, no shell involved
 * @param told the same for people: without what only this one start has, such as a link to the
 *     image that is gone afterwards
 */
public record VmmCommand(List<String> words, List<String> told) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  public VmmCommand {
    words = List.copyOf(words);
    told = List.copyOf(told);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has at least the program's name");
    }
  }

  /** A command that is told as it is run. */
  public VmmCommand(List<String> words) {
    this(words, words);
  }

  /** The same command, in which people read another word for one of its own. */
  public VmmCommand telling(String word, String instead) {
    return new VmmCommand(
        words, told.stream().map(each -> each.equals(word) ? instead : each).toList());
  }

  /** The program that is run. */
  public String program() {
    return words.get(0);
  }

  /** What is told, as one line that a POSIX shell reads as the same words. */
  public String toShell() {
    return told.stream().map(VmmCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public String toString() {
    return toShell();
  }
}
