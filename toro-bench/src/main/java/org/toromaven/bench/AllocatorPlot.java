// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws the allocator's figures as one page that needs nothing else. */
final class AllocatorPlot {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int BOTTOM = 30;
  private static final double MEGABYTE = 1024;

  private AllocatorPlot() {}

  /** The page, HTML with two pictures. */
  static String page(List<SoakSample> soak, List<HeapComparison> comparisons, double ratioMin) {
    return "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Allocator</title>"
        + "<style>body{font:14px sans-serif;margin:2em;max-width:46em}svg{width:100%}"
        + "text{font:12px sans-serif}</style>\n<h1>The heaps of the cores</h1>\n"
        + "<h2>Memory over the soak, MiB</h2>\n<p>"
        + "<b style=\"color:#1f6fb4\">held</b> by the heaps, "
        + "<b style=\"color:#2e8b57\">live</b> in the program</p>\n"
        + memory(soak)
        + "\n<h2>Throughput over the library's heap by wall clock, each pair of boots</h2>\n"
        + comparisons.stream()
            .map(c -> "<h3>" + c.mix() + "</h3>\n" + throughput(c.ratios(), ratioMin))
            .collect(Collectors.joining("\n"))
        + "\n</html>\n";
  }

  private static String memory(List<SoakSample> soak) {
    double top = soak.stream().mapToDouble(s -> s.heldKilobytes() / MEGABYTE).max().orElse(1) * 1.1;
    double last = Math.max(1, soak.get(soak.size() - 1).second());
    return open()
        + axes(top, String.format(Locale.ROOT, "%.0f s", last))
        + line(soak, last, top, "#1f6fb4", s -> s.heldKilobytes() / MEGABYTE)
        + line(soak, last, top, "#2e8b57", s -> s.liveKilobytes() / MEGABYTE)
        + "</svg>";
  }

  private static String line(
      List<SoakSample> soak,
      double last,
      double top,
      String colour,
      ToDoubleFunction<SoakSample> value) {
    StringBuilder points = new StringBuilder();
    for (SoakSample sample : soak) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + (WIDTH - LEFT) * sample.second() / last,
              y(value.applyAsDouble(sample), top)));
    }
    return "<polyline fill=\"none\" stroke-width=\"2\" stroke=\""
        + colour
        + "\" points=\""
        + points
        + "\"/>";
  }

  private static String throughput(List<Double> ratios, double min) {
    double top = min;
    for (double ratio : ratios) {
      top = Math.max(top, ratio);
    }
    top *= 1.1;
    StringBuilder picture = new StringBuilder(open()).append(axes(top, ratios.size() + " rounds"));
    double step = (double) (WIDTH - LEFT) / ratios.size();
    for (int i = 0; i < ratios.size(); i++) {
      picture.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#1f6fb4\"/>",
              LEFT + i * step + 1,
              y(ratios.get(i), top),
              step - 2,
              HEIGHT - BOTTOM - y(ratios.get(i), top)));
    }
    return picture
        .append(
            String.format(
                Locale.ROOT,
                "<path d=\"M%d %.1f H%d\" stroke=\"#b22222\" stroke-dasharray=\"4\"/></svg>",
                LEFT,
                y(min, top),
                WIDTH))
        .toString();
  }

  private static String open() {
    return "<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\">";
  }

  private static String axes(double top, String right) {
    return String.format(
        Locale.ROOT,
        "<path d=\"M%d 0 V%d H%d\" fill=\"none\" stroke=\"#888\"/>"
            + "<text x=\"4\" y=\"14\">%.1f</text><text x=\"4\" y=\"%d\">0</text>"
            + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT,
        HEIGHT - BOTTOM,
        WIDTH,
        top,
        HEIGHT - BOTTOM,
        WIDTH,
        HEIGHT - 10,
        right);
  }

  private static double y(double value, double top) {
    return (HEIGHT - BOTTOM) * (1 - value / top);
  }
}
