// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a report as one HTML page that needs nothing else: for each case a bar of its phases
 * (medians) and the distribution of its runs under it; the talk's own figures on a scale of their
 * own.
 */
public final class BenchPage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2024; --faint: #6a737d; --line: #d6dae0;
        --ground: #ffffff; --c0: #4c78a8; --c1: #f2a541; --c2: #9a6fb0; --c3: #4f9d69;
        --c4: #d1615d; --c5: #6b8fb5; --c6: #b8a03e; --c7: #8c6d53; --talk: #8a929b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --faint: #9aa4af;
        --line: #3a4048; --ground: #16191d; --c0: #6fa0d8; --c1: #f5b860; --c2: #b794cf;
        --c3: #6fc08c; --c4: #e88985; --c5: #8fb3d9; --c6: #d6bf5f; --c7: #b8977a;
        --talk: #7d868f; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
        max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      p { margin: .3rem 0; } .faint { color: var(--faint); } svg { width: 100%; height: auto; }
      svg text { fill: var(--ink); font-size: 12px; } svg .faint { fill: var(--faint); }
      .axis { stroke: var(--line); } .dot { fill: var(--ink); fill-opacity: .45; }
      .talk { fill: var(--talk); } .key { display: inline-block; margin-right: 1rem; }
      .key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; }
      .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
      th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child, td.text { text-align: left; }
      code { font-size: .8rem; overflow-wrap: anywhere; }
      """;

  private static final int COLOURS = 8;

  private final BenchReport report;
  private final List<String> phases;
  private final StringBuilder page = new StringBuilder();

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
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>Startup times</title>\n<style>\n").append(STYLE).append(colours());
    page.append("</style></head><body>\n<h1>Startup times</h1>\n");
    page.append(
        String.format(
            "<p>From starting the VMM to the ready guest, %d runs in turn; bars are medians of the"
                + " phases, each dot is one run.</p>\n<p class=\"faint\">%s</p>\n",
            report.runs(), Html.escaped(report.host().toString())));
    appendKey();
    page.append(BenchChart.of(report.rows(), phases));
    appendTable();
    page.append("<h2>The talk of 2019</h2>\n<p class=\"faint\">");
    page.append(Html.escaped(TalkFigures.SOURCE)).append(". Not comparable with the above.</p>\n");
    page.append(BenchChart.ofTalk());
    appendCommands();
    return page.append("</body></html>\n").toString();
  }

  private String colours() {
    StringBuilder css = new StringBuilder();
    for (int i = 0; i < phases.size(); i++) {
      css.append(String.format(".p%d { fill: var(--c%d); ", i, i % COLOURS));
      css.append(String.format("background: var(--c%d); }\n", i % COLOURS));
    }
    return css.toString();
  }

  private void appendKey() {
    page.append("<p>");
    for (int i = 0; i < phases.size(); i++) {
      String name = Html.escaped(phases.get(i));
      page.append(String.format("<span class=\"key\"><i class=\"p%d\"></i>%s</span>", i, name));
    }
    page.append("</p>\n");
  }

  private void appendTable() {
    page.append("<h2>Figures</h2>\n<div class=\"wide\"><table><tr><th>case</th>");
    page.append("<th>median ms</th><th>p95</th><th>min</th><th>spread</th><th>first byte</th>");
    phases.forEach(name -> page.append("<th>").append(Html.escaped(name)).append("</th>"));
    page.append("</tr>\n");
    report.rows().forEach(this::appendRow);
    page.append("</table></div>\n");
  }

  private void appendRow(BenchRow row) {
    page.append("<tr><td>").append(Html.escaped(row.name())).append("</td>");
    if (!row.measured()) {
      String reason = row.failure().orElse("not measured");
      page.append(
          String.format(
              "<td class=\"text\" colspan=\"%d\">%s</td></tr>\n",
              5 + phases.size(), Html.escaped(reason)));
      return;
    }
    Samples ready = row.readyMs();
    appendCells(ready.median(), ready.p95(), ready.min(), ready.spread());
    page.append("<td>");
    page.append(row.firstByteMs().count() == 0 ? "" : ms(row.firstByteMs().median()));
    page.append("</td>");
    for (String name : phases) {
      String share =
          row.phases().stream()
              .filter(phase -> phase.name().equals(name))
              .map(phase -> ms(phase.medianMs()))
              .collect(Collectors.joining());
      page.append("<td>").append(share).append("</td>");
    }
    page.append("</tr>\n");
  }

  private void appendCells(double... values) {
    for (double value : values) {
      page.append("<td>").append(ms(value)).append("</td>");
    }
  }

  private void appendCommands() {
    page.append("<h2>Commands</h2>\n");
    report.rows().stream()
        .filter(BenchRow::measured)
        .forEach(
            row ->
                page.append(
                    String.format(
                        "<p>%s, %s<br><code>%s</code></p>\n",
                        Html.escaped(row.name()),
                        Html.escaped(row.acceleration()),
                        Html.escaped(row.command()))));
  }

  private static String ms(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
