// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
public final class Nearest {
  private static final int MOST_NAMES = 3;

  private Nearest() {}

  /** At most three of {@code names} that are close to {@code name}, the closest first. */
  public static List<String> to(String name, Collection<String> names) {
    int farthest = Math.max(2, name.length() / 3);
    return names.stream()
        .filter(other -> distance(name, other) <= farthest || contains(name, other))
        .sorted(
            Comparator.comparingInt((String other) -> distance(name, other))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_NAMES)
        .toList();
  }

  private static boolean contains(String name, String other) {
    String a = name.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    return a.length() > 2 && b.length() > 2 && (a.contains(b) || b.contains(a));
  }

  /** Edits (insert, delete, replace one letter) from one name to the other; case does not count. */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
