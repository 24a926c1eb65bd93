// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a program did: what it wrote to its terminal, and its exit code. The console holds no code
 * addresses: code lies elsewhere in an appliance.
 *
 * @param console the bytes, one character each
 * @param exitCode as a process has it
 */
record Observed(String console, int exitCode) {

  /** How the run-time library prints a code address. */
  private static final Pattern ADDRESS = Pattern.compile("\\$[0-9A-F]{16}");

  private static final int EXCERPT_CHARACTERS = 100;

  static Observed of(byte[] console, int exitCode) {
    String text = new String(console, StandardCharsets.ISO_8859_1);
    return new Observed(ADDRESS.matcher(text).replaceAll("\\$ADDRESS"), exitCode);
  }

  /** The same with a path replaced, wherever the program wrote it. */
  Observed replacing(String path, String replacement) {
    return new Observed(console.replace(path, replacement), exitCode);
  }

  /** In words: where another run of the same program differs from this one first. */
  String differenceTo(Observed other) {
    String[] mine = console.split("\n", -1);
    String[] others = other.console.split("\n", -1);
    int line = 0;
    while (line < mine.length && line < others.length && mine[line].equals(others[line])) {
      line++;
    }
    String codes =
        exitCode == other.exitCode
            ? ""
            : "exit code " + other.exitCode + ", not " + exitCode + "; ";
    if (line == mine.length && line == others.length) {
      return codes + "same console";
    }
    return codes + "line " + (line + 1) + " is " + at(others, line) + ", not " + at(mine, line);
  }

  private static String at(String[] lines, int line) {
    if (line >= lines.length) {
      return "missing";
    }
    String text = lines[line];
    return "'" + text.substring(0, Math.min(text.length(), EXCERPT_CHARACTERS)) + "'";
  }
}
