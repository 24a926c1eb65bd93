// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.Locale;

/** Times for people. */
public final class Milliseconds {
  private Milliseconds() {}

  /** {@code 0.42 ms}, {@code 27.1 ms}, {@code 1204 ms}, {@code 30 s}: three or four digits. */
  public static String text(double ms) {
    if (ms >= 10_000 && ms % 1000 == 0) {
      return String.format(Locale.ROOT, "%.0f s", ms / 1000);
    }
    return String.format(Locale.ROOT, ms < 1 ? "%.2f ms" : ms < 100 ? "%.1f ms" : "%.0f ms", ms);
  }
}
