// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a report as a table for a terminal. */
public final class BenchText {

  private BenchText() {}

  /** The table, one line a case, with the talk's figures below. */
  public static String of(BenchReport report) {
    int width =
        Math.max(4, report.rows().stream().mapToInt(row -> row.name().length()).max().orElse(4));
    StringBuilder text = new StringBuilder();
    text.append(report.host()).append(", ").append(report.runs()).append(" runs, ms\n");
    text.append(line(width, "case", "median", "p95", "min", "spread")).append("  phases\n");
    report.rows().forEach(row -> text.append(row(width, row)).append('\n'));
    text.append(TalkFigures.SOURCE).append(":\n");
    TalkFigures.ALL.forEach(
        figure ->
            text.append("  ")
                .append(figure.name())
                .append(' ')
                .append(figure.bootMs())
                .append('\n'));
    return text.toString();
  }

  private static String row(int width, BenchRow row) {
    if (!row.measured()) {
      return line(width, row.name(), "-", "-", "-", "-")
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
            ms(ready.spread()))
        + "  "
        + phases;
  }

  private static String line(
      int width, String name, String median, String p95, String min, String spread) {
    return String.format(
        Locale.ROOT, "%-" + width + "s %8s %8s %8s %8s", name, median, p95, min, spread);
  }

  private static String ms(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
