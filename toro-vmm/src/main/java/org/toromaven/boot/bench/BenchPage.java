// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.toromaven.boot.page.Html;
import org.toromaven.boot.page.HtmlPage;
import org.toromaven.boot.page.PhaseChart;
import org.toromaven.boot.page.PhaseColours;

/**
 * Writes a report as one HTML page that needs nothing else: for each case a bar of its phases
 * (medians) and the distribution of its runs under it; the talk's own figures beside it and, as
 * bars, on a scale of their own.
 */
public final class BenchPage {

  private final BenchReport report;
  private final List<String> phases;
  private final HtmlPage page = new HtmlPage("Startup times");

  private BenchPage(BenchReport report) {
    this.report = report;
    Set<String> names = new LinkedHashSet<>();
    report.rows().forEach(row -> row.phases().forEach(phase -> names.add(phase.name())));
    phases = List.copyOf(names);
  }

  /** The page. */
  public static String of(BenchReport report) {
    return new BenchPage(report).build();
  }

  private String build() {
    page.add("<p>From starting the VMM to the ready guest, ")
        .add(report.runs() + " runs in turn. ");
    page.add("Bars are the medians of the phases; under them each dot is one run, the box holds ");
    page.add("the middle half, the line is the median.</p>\n<p class=\"quiet\">");
    page.text(report.host().toString()).add("</p>\n").add(PhaseColours.key(phases));
    page.add(PhaseChart.of(report.rows().stream().map(BenchPage::chartRow).toList()));
    appendTable();
    page.add("<h2>The talk of 2019, on its hardware</h2>\n<p class=\"quiet\">");
    page.text(TalkFigures.SOURCE).add(". Not comparable with the figures above.</p>\n");
    page.add(PhaseChart.of(TalkFigures.ALL.stream().map(BenchPage::talkRow).toList()));
    appendCommands();
    return page.done();
  }

  private static PhaseChart.Row chartRow(BenchRow row) {
    List<PhaseChart.Segment> segments = new ArrayList<>();
    double at = 0;
    if (row.measured()) {
      for (BenchRow.PhaseShare phase : row.phases()) {
        segments.add(new PhaseChart.Segment(phase.name(), at, phase.medianMs()));
        at += phase.medianMs();
      }
    }
    return new PhaseChart.Row(
        row.name(),
        segments,
        row.readyMs().values(),
        row.measured() ? row.readyMs().median() : 0,
        OptionalDouble.empty(),
        row.failure().orElse("not measured"));
  }

  private static PhaseChart.Row talkRow(TalkFigures.Figure figure) {
    return new PhaseChart.Row(
        figure.name(),
        List.of(new PhaseChart.Segment("talk", 0, figure.bootMs())),
        List.of(),
        figure.bootMs(),
        OptionalDouble.empty(),
        "");
  }

  private void appendTable() {
    page.add("<h2>Figures</h2>\n<div class=\"wide\"><table><tr><th>case</th><th>median ms</th>");
    page.add("<th>p95</th><th>min</th><th>spread</th><th>first byte</th>");
    phases.forEach(name -> page.add("<th>").text(name).add("</th>"));
    page.add("<th class=\"quiet\">talk</th></tr>\n");
    report.rows().forEach(this::appendRow);
    page.add("</table></div>\n");
  }

  private void appendRow(BenchRow row) {
    page.add("<tr><td>").text(row.name()).add("</td>");
    if (row.measured()) {
      Samples ready = row.readyMs();
      cell(ready.median());
      cell(ready.p95());
      cell(ready.min());
      cell(ready.spread());
      page.add("<td>");
      page.add(row.firstByteMs().count() == 0 ? "" : decimal(row.firstByteMs().median()));
      page.add("</td>");
      phases.forEach(name -> page.add("<td>").add(share(row, name)).add("</td>"));
    } else {
      page.add("<td class=\"text quiet\" colspan=\"" + (5 + phases.size()) + "\">");
      page.text(row.failure().orElse("not measured")).add("</td>");
    }
    page.add("<td class=\"quiet\">");
    row.talk().ifPresent(talk -> page.add(String.valueOf(talk.bootMs())));
    page.add("</td></tr>\n");
  }

  private static String share(BenchRow row, String phase) {
    StringBuilder text = new StringBuilder();
    for (BenchRow.PhaseShare share : row.phases()) {
      if (share.name().equals(phase)) {
        text.append(decimal(share.medianMs()));
      }
    }
    return text.toString();
  }

  private void cell(double ms) {
    page.add("<td>").add(decimal(ms)).add("</td>");
  }

  private static String decimal(double ms) {
    return Html.number(ms, 1);
  }

  private void appendCommands() {
    page.add("<h2>Commands</h2>\n");
    for (BenchRow row : report.rows()) {
      if (row.measured()) {
        page.add("<p>").text(row.name() + ", " + row.acceleration()).add("<br><code>");
        page.text(row.command()).add("</code></p>\n");
      }
    }
  }
}
