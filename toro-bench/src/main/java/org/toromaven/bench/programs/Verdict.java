// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.nio.file.Path;

/**
 * What became of one program.
 *
 * @param program its source, absolute
 * @param kind the short answer
 * @param detail the reason, or the first line that differs; one line
 */
record Verdict(Path program, Kind kind, String detail) {

  private static final int DETAIL_CHARACTERS_MAX = 400;

  /** Brings the detail into one line of bounded length. */
  Verdict {
    detail = detail.replaceAll("[\\t\\r\\n]+", " ").strip();
    if (detail.length() > DETAIL_CHARACTERS_MAX) {
      detail = detail.substring(0, DETAIL_CHARACTERS_MAX) + "...";
    }
  }

  /** Reads what {@link #line()} wrote. */
  static Verdict parse(String line) {
    String[] fields = line.split("\t", 3);
    return new Verdict(Path.of(fields[0]), Kind.valueOf(fields[1]), fields[2]);
  }

  /** One line for the file of results. */
  String line() {
    return program + "\t" + kind + "\t" + detail;
  }
}
