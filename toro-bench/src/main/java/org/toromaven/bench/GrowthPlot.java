// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Draws times over counts of sections, with the line through the origin and the last point. */
final class GrowthPlot {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int MARGIN = 60;

  private final SortedMap<Integer, Double> points;
  private final double maxMs;
  private final StringBuilder svg = new StringBuilder();

  private GrowthPlot(SortedMap<Integer, Double> points) {
    this.points = points;
    this.maxMs = points.values().stream().mapToDouble(Double::doubleValue).max().orElse(1) * 1.1;
  }

  /** The text of an SVG file that needs no other. */
  static String of(SortedMap<Integer, Double> msBySections) {
    return new GrowthPlot(msBySections).draw();
  }

  private String draw() {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='13'>%n<style>svg{background:#fff;color:#222}"
            + "@media(prefers-color-scheme:dark){svg{background:#1b1b1f;color:#ddd}}</style>%n",
        WIDTH, HEIGHT);
    text(WIDTH / 2.0, 24, "middle", "Time of a warm link over the number of sections");
    text(WIDTH / 2.0, HEIGHT - 14.0, "middle", "sections; the line is exactly linear");
    int last = points.lastKey();
    line(x(0), y(0), x(last), y(0), "");
    line(x(0), y(0), x(0), y(maxMs), "");
    line(x(0), y(0), x(last), y(points.get(last)), " stroke-dasharray='5 4' opacity='.6'");
    for (Map.Entry<Integer, Double> point : points.entrySet()) {
      double left = x(point.getKey());
      add("<circle cx='%.1f' cy='%.1f' r='5' fill='#2f7ed8'/>%n", left, y(point.getValue()));
      text(left, y(0) + 20, "middle", String.format(Locale.ROOT, "%,d", point.getKey()));
      text(
          left - 8,
          y(point.getValue()) - 8,
          "end",
          String.format(Locale.ROOT, "%.1f ms", point.getValue()));
    }
    return svg.append("</svg>\n").toString();
  }

  private double x(int sections) {
    return MARGIN + (double) sections / points.lastKey() * (WIDTH - 2 * MARGIN);
  }

  private double y(double ms) {
    return HEIGHT - MARGIN - ms / maxMs * (HEIGHT - 2 * MARGIN);
  }

  private void line(double x1, double y1, double x2, double y2, String style) {
    add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='currentColor'%s/>%n",
        x1, y1, x2, y2, style);
  }

  private void text(double x, double y, String anchor, String words) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' fill='currentColor'>%s</text>%n",
        x, y, anchor, words);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
