// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a report as a table for a terminal. */
public final class BenchText {

  private BenchText() {}

  /** The table, one line a case, the talk's figures beside those that it has too. */
  public static String of(BenchReport report) {
    int width =
        Math.max(4, report.rows().stream().mapToInt(row -> row.name().length()).max().orElse(4));
    StringBuilder text = new StringBuilder();
    text.append(report.host()).append(", ").append(report.runs()).append(" runs, ms\n");
    text.append(line(width, "case", "median", "p95", "min", "spread", "talk*"));
    text.append("  phases\n");
    report.rows().forEach(row -> text.append(row(width, row)).append('\n'));
    text.append("* ").append(TalkFigures.SOURCE).append('\n');
    return text.toString();
  }

  private static String row(int width, BenchRow row) {
    String talk = row.talk().map(figure -> Integer.toString(figure.bootMs())).orElse("");
    if (!row.measured()) {
      return line(width, row.name(), "-", "-", "-", "-", talk)
          + "  "
          + row.failure().orElse("not measured");
    }
    Samples ready = row.readyMs();
    String phases =
        row.phases().stream()
            .map(phase -> phase.name() + " " + ms(phase.medianMs()))
            .collect(Collectors.joining(", "));
    return line(
            width,
            row.name(),
            ms(ready.median()),
            ms(ready.p95()),
            ms(ready.min()),
            ms(ready.spread()),
            talk)
        + "  "
        + phases;
  }

  private static String line(
      int width, String name, String median, String p95, String min, String spread, String talk) {
    return String.format(
        Locale.ROOT, "%-" + width + "s %8s %8s %8s %8s %6s", name, median, p95, min, spread, talk);
  }

  private static String ms(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
