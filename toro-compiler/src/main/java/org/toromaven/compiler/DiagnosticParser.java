// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the compiler's messages, {@code file(line,column) Kind: text} (User's Guide 3.2). */
final class DiagnosticParser {
  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?:(?<file>.+?)\\((?<line>\\d+)(?:,(?<column>\\d+))?\\) )?"
              + "(?<kind>Fatal|Error|Warning|Note|Hint): (?<text>.*)");

  /**
   * What tells the user nothing: the lines after an error, and the answer to our own wish for
   * debugging information beside sections of their own (the compiler keeps both all the same).
   */
  private static final Pattern NOISE =
      Pattern.compile(
          "There were \\d+ errors compiling module, stopping|Compilation aborted"
              + "|.* returned an error exitcode"
              + "|DWARF debug information cannot be used with smart linking on this target.*");

  private DiagnosticParser() {}

  static List<Diagnostic> parse(String output) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher message = MESSAGE.matcher(line.strip());
      if (message.matches() && !NOISE.matcher(message.group("text")).matches()) {
        diagnostics.add(diagnostic(message));
      }
    }
    return diagnostics;
  }

  private static Diagnostic diagnostic(Matcher message) {
    return new Diagnostic(
        message.group("file") == null ? "" : message.group("file"),
        number(message.group("line")),
        number(message.group("column")),
        Severity.valueOf(message.group("kind").toUpperCase(Locale.ROOT)),
        message.group("text"));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
