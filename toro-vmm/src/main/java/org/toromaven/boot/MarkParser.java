// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines of the event channel (BOOT-ABI 7): {@code LETTER TSC [SP VALUE]}. */
final class MarkParser {

  /** Longest line that is taken for a mark, in bytes. */
  static final int LINE_MAX = 4096;

  private static final Pattern LINE = Pattern.compile("([!-~])([0-9a-f]{1,16})(?: (.*))?");

  private static final Map<String, String> NAMES =
      Map.of(
          "s", Mark.STUB,
          "k", Mark.KERNEL,
          "i", Mark.INIT,
          "p", Mark.PROGRAM,
          "r", Mark.READY,
          "f", Mark.FAULT,
          "x", Mark.EXIT,
          "!", Mark.PANIC);

  private MarkParser() {}

  /** The mark of a line without its line feed; empty when the line is none. */
  static Optional<Mark> parse(String line, long arrivalNs) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String letter = matcher.group(1);
    long tsc = Long.parseUnsignedLong(matcher.group(2), 16);
    String value = matcher.group(3) == null ? "" : matcher.group(3);
    return Optional.of(new Mark(NAMES.getOrDefault(letter, letter), tsc, value, arrivalNs));
  }
}
