// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command that starts a VMM, exactly as it is run.
 *
 * @param words the program and its arguments, no shell involved
 */
public record VmmCommand(List<String> words) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  public VmmCommand {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has at least the program's name");
    }
  }

  /** The program that is run. */
  public String program() {
    return words.get(0);
  }

  /** One line that a POSIX shell reads as the same words. */
  public String toShell() {
    return words.stream().map(VmmCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public String toString() {
    return toShell();
  }
}
