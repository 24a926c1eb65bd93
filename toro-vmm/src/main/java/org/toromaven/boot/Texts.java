// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Small pieces of wording that several messages share. */
final class Texts {

  private static final int LINE_MAX_CHARS = 200;

  private Texts() {}

  /** Such as {@code 90 s} or {@code 250 ms}. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  /** Such as {@code 31.4 ms}. */
  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  /** The items, with {@code ", "} between them. */
  static String list(List<?> items) {
    return items.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** A line of foreign text for a message: control characters shown as dots, not too long. */
  static String clipped(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", ".");
    return clean.length() <= LINE_MAX_CHARS ? clean : clean.substring(0, LINE_MAX_CHARS) + "…";
  }
}
