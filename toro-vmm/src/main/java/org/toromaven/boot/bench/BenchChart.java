// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.List;
import java.util.Locale;

/** Draws bars in SVG: one row a case, its phases stacked, its runs as dots under them. */
final class BenchChart {

  private static final int WIDTH = 900;
  private static final int LEFT = 190;
  private static final int RIGHT = 70;
  private static final int ROW = 54;
  private static final int BAR = 20;
  private static final int AXIS = 28;
  private static final int TICKS = 5;

  private final double scaleMs;
  private final StringBuilder svg = new StringBuilder();

  private BenchChart(double scaleMs, int rows, String title) {
    this.scaleMs = scaleMs;
    int height = rows * ROW + AXIS;
    add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, height, title);
    for (int tick = 0; tick <= TICKS; tick++) {
      double ms = scaleMs * tick / TICKS;
      int bottom = height - AXIS;
      add(
          "<line class=\"axis\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\"/>",
          x(ms), x(ms), bottom);
      add(
          "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
          x(ms), height - 8, label(ms));
    }
  }

  /** The chart of measured rows; a row that was not measured keeps its place and says why. */
  static String of(List<BenchRow> rows, List<String> phases) {
    double longest =
        rows.stream()
            .filter(BenchRow::measured)
            .mapToDouble(row -> row.readyMs().max())
            .max()
            .orElse(1);
    BenchChart chart = new BenchChart(rounded(longest), rows.size(), "startup by phase");
    for (int i = 0; i < rows.size(); i++) {
      chart.row(rows.get(i), phases, i * ROW);
    }
    return chart.done();
  }

  /** The chart of the talk's figures. */
  static String ofTalk() {
    List<TalkFigures.Figure> figures = TalkFigures.ALL;
    double longest = figures.stream().mapToInt(TalkFigures.Figure::bootMs).max().orElse(1);
    BenchChart chart = new BenchChart(rounded(longest), figures.size(), "the talk's figures");
    for (int i = 0; i < figures.size(); i++) {
      int top = i * ROW + 10;
      int ms = figures.get(i).bootMs();
      chart.name(figures.get(i).name(), top);
      chart.bar("talk", 0, ms, top, figures.get(i).name());
      chart.value(ms, label(ms), top);
    }
    return chart.done();
  }

  private void row(BenchRow row, List<String> phases, int top) {
    int barTop = top + 6;
    name(row.name(), barTop);
    if (!row.measured()) {
      add("<text class=\"faint\" x=\"%d\" y=\"%d\">not measured</text>\n", LEFT + 6, barTop + 15);
      return;
    }
    double at = 0;
    for (BenchRow.PhaseShare phase : row.phases()) {
      String style = "p" + phases.indexOf(phase.name());
      bar(style, at, phase.medianMs(), barTop, phase.name());
      at += phase.medianMs();
    }
    value(Math.max(at, row.readyMs().median()), label(row.readyMs().median()), barTop);
    for (double ms : row.readyMs().values()) {
      add("<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>", x(ms), barTop + BAR + 9);
    }
    svg.append('\n');
  }

  private void bar(String style, double fromMs, double lengthMs, int top, String title) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s %s"
            + " ms</title></rect>",
        style,
        x(fromMs),
        top,
        Math.max(0.5, x(lengthMs) - x(0)),
        BAR,
        Html.escaped(title),
        label(lengthMs));
  }

  private void name(String name, int top) {
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT - 8, top + 15, Html.escaped(name));
  }

  private void value(double atMs, String text, int top) {
    add("<text x=\"%.1f\" y=\"%d\">%s</text>\n", x(atMs) + 6, top + 15, text);
  }

  private String done() {
    return svg.append("</svg>\n").toString();
  }

  private double x(double ms) {
    return LEFT + ms / scaleMs * (WIDTH - LEFT - RIGHT);
  }

  private static String label(double ms) {
    return ms >= 100 || ms == Math.rint(ms)
        ? String.format(Locale.ROOT, "%.0f", ms)
        : String.format(Locale.ROOT, "%.1f", ms);
  }

  /** The next number above that is easy to divide by the ticks. */
  private static double rounded(double ms) {
    double step = Math.pow(10, Math.floor(Math.log10(Math.max(ms, 0.1))));
    return Math.ceil(ms / step * 2) / 2 * step;
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
