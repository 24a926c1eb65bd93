// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.page;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Bars of phases on one scale of milliseconds: a row a boot, its phases one after the other, the
 * spread of its runs below.
 */
public final class PhaseChart {

  private static final int TICKS = 5;
  private static final int QUARTILE = 4;

  private final double scaleMs;
  private final StringBuilder html = new StringBuilder();

  private PhaseChart(double scaleMs) {
    this.scaleMs = scaleMs;
  }

  /**
   * A part of a bar.
   *
   * @param phase decides its colour
   * @param startMs where it begins
   * @param lengthMs how long it is
   */
  public record Segment(String phase, double startMs, double lengthMs) {}

  /**
   * A row.
   *
   * @param name on the left
   * @param segments the bar, empty when nothing was measured
   * @param samples all runs, ascending; shown when there are several
   * @param valueMs on the right; of no account without segments
   * @param limitMs marked by a line
   * @param missing why there is no bar
   */
  public record Row(
      String name,
      List<Segment> segments,
      List<Double> samples,
      double valueMs,
      OptionalDouble limitMs,
      String missing) {

    /** Takes copies of the lists. */
    public Row {
      segments = List.copyOf(segments);
      samples = List.copyOf(samples);
    }
  }

  /** The chart of these rows. */
  public static String of(List<Row> rows) {
    double longest = rows.stream().mapToDouble(PhaseChart::longest).max().orElse(1);
    PhaseChart chart = new PhaseChart(rounded(longest));
    chart.html.append("<div class=\"chart\">\n");
    rows.forEach(chart::row);
    chart.axis();
    return chart.html.append("</div>\n").toString();
  }

  private static double longest(Row row) {
    double longest = row.segments.isEmpty() ? 0 : Math.max(row.valueMs, row.limitMs.orElse(0));
    return row.samples.isEmpty() || row.segments.isEmpty()
        ? longest
        : Math.max(longest, row.samples.get(row.samples.size() - 1));
  }

  private void row(Row row) {
    html.append("<div class=\"name\">").append(Html.escaped(row.name)).append("</div>");
    if (row.segments.isEmpty()) {
      html.append("<div class=\"missing\">").append(Html.escaped(row.missing));
      html.append("</div><div class=\"value quiet\">&ndash;</div>\n");
      return;
    }
    html.append("<div class=\"track\">");
    sides(row);
    html.append("<div class=\"bars\">");
    row.segments.forEach(this::segment);
    if (row.limitMs.isPresent()) {
      html.append("<i class=\"limit\" style=\"left:").append(percent(row.limitMs.getAsDouble()));
      html.append("\" title=\"at most ").append(Html.ms(row.limitMs.getAsDouble()));
      html.append(" ms\"></i>");
    }
    html.append("</div>");
    if (row.samples.size() > 1) {
      spread(row.samples);
    }
    html.append("</div><div class=\"value\">").append(Html.ms(row.valueMs)).append("</div>\n");
  }

  /** Which of it happens on the host and which in the guest. */
  private void sides(Row row) {
    Segment first = row.segments.get(0);
    if (first.phase.equals("vmm") && row.segments.size() > 1) {
      double split = first.startMs + first.lengthMs;
      html.append("<div class=\"sides\"><span style=\"left:0;width:").append(percent(split));
      html.append("\">host</span><span style=\"left:").append(percent(split)).append(";width:");
      html.append(percent(row.valueMs - split)).append("\">guest</span></div>");
    }
  }

  private void segment(Segment segment) {
    html.append("<i class=\"").append(PhaseColours.style(segment.phase)).append("\" style=\"left:");
    html.append(percent(segment.startMs)).append(";width:").append(percent(segment.lengthMs));
    html.append("\" title=\"").append(Html.escaped(segment.phase)).append(' ');
    html.append(Html.ms(segment.lengthMs)).append(" ms\"></i>");
  }

  private void spread(List<Double> samples) {
    int last = samples.size() - 1;
    double low = samples.get(last / QUARTILE);
    double high = samples.get(last - last / QUARTILE);
    html.append("<div class=\"spread\"><b style=\"left:").append(percent(low)).append(";width:");
    html.append(percent(high - low)).append("\"></b>");
    for (double ms : samples) {
      html.append("<i style=\"left:").append(percent(ms)).append("\" title=\"");
      html.append(Html.ms(ms)).append(" ms\"></i>");
    }
    html.append("<u style=\"left:").append(percent(samples.get(last / 2))).append("\"></u></div>");
  }

  private void axis() {
    html.append("<div></div><div class=\"axis\">");
    for (int tick = 0; tick <= TICKS; tick++) {
      double ms = scaleMs * tick / TICKS;
      html.append("<span style=\"left:").append(percent(ms)).append("\">").append(Html.ms(ms));
      html.append("</span>");
    }
    html.append("</div><div class=\"value quiet\">ms</div>\n");
  }

  private String percent(double ms) {
    return Html.number(ms / scaleMs * 100, 3) + "%";
  }

  /** The next number above that is easy to divide by the ticks. */
  private static double rounded(double ms) {
    double step = Math.pow(10, Math.floor(Math.log10(Math.max(ms, 0.1))));
    return Math.ceil(ms / step * 2) / 2 * step;
  }
}
