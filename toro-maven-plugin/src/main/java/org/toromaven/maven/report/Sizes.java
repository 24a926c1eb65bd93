// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.Locale;

/** Sizes for people. */
public final class Sizes {
  private Sizes() {}

  /** {@code 812 bytes}, {@code 31.2 kB}, {@code 4.1 MB}; 1 kB is 1000 bytes. */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
