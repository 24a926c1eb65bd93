// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes with units, as people write them. */
final class Quantities {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

  private Quantities() {}

  /** Milliseconds; -1 when the text is not a time. */
  static long milliseconds(String text) {
    return scaled(text, Quantities::timeFactor);
  }

  /** Bytes (1 k = 1024); -1 when the text is not a size. */
  static long bytes(String text) {
    return scaled(text, Quantities::sizeFactor);
  }

  private static long scaled(String text, java.util.function.ToLongFunction<String> factors) {
    Matcher matcher = QUANTITY.matcher(text.strip());
    if (!matcher.matches()) {
      return -1;
    }
    long factor = factors.applyAsLong(matcher.group(2).toLowerCase(Locale.ROOT));
    return factor < 0 ? -1 : Long.parseLong(matcher.group(1)) * factor;
  }

  private static long timeFactor(String unit) {
    return switch (unit) {
      case "", "ms" -> 1;
      case "s" -> 1000;
      case "min" -> 60_000;
      default -> -1;
    };
  }

  private static long sizeFactor(String unit) {
    return switch (unit) {
      case "", "b" -> 1;
      case "k", "kb", "kib" -> 1L << 10;
      case "m", "mb", "mib" -> 1L << 20;
      case "g", "gb", "gib" -> 1L << 30;
      default -> -1;
    };
  }
}
