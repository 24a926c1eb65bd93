// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.toromaven.boot.page.Html;
import org.toromaven.boot.page.HtmlPage;
import org.toromaven.boot.page.PhaseChart;
import org.toromaven.boot.page.PhaseColours;

/**
 * The boots as a page that needs nothing else, {@code target/toro/boot.html}: the time line of
 * each, host and guest in one line, then what was asked, seen and said.
 */
final class BootPage {
  /** Instructions and times do not tell of the same phases, but these come first of all. */
  private static final List<String> EARLIEST = List.of("vmm", "firmware", "stub");

  private final BootSummary summary;
  private final HtmlPage page;

  private BootPage(BootSummary summary) {
    this.summary = summary;
    this.page = new HtmlPage("Boots of " + summary.image());
  }

  static String of(BootSummary summary) {
    return new BootPage(summary).build();
  }

  private String build() {
    page.add("<p class=\"quiet\">").text(summary.project()).add(", ");
    page.text(Sizes.text(summary.imageSizeBytes())).add(", SHA-256 <code>");
    page.text(summary.imageSha256()).add("</code></p>\n<p>").text(verdicts()).add("</p>\n");
    Set<String> phases = new LinkedHashSet<>();
    List<PhaseChart.Row> rows = new ArrayList<>();
    for (BootRecord boot : summary.boots()) {
      boot.medianRun().ifPresent(run -> run.phases().forEach(phase -> phases.add(phase.name())));
      rows.add(row(boot));
    }
    page.add(PhaseColours.key(phases)).add(PhaseChart.of(rows));
    page.add(
        "<p class=\"quiet\">From starting the VMM to ready, in ms. Of several runs the bar is ");
    page.add("the median, a dot each of them. An upright line across the bar is the budget.</p>\n");
    summary.boots().forEach(this::section);
    return page.done();
  }

  private String verdicts() {
    int passed = summary.count(BootRecord.Verdict.PASSED);
    int all = summary.boots().size();
    return passed == all ? all + " of " + all + " as asked" : passed + " of " + all + " as asked";
  }

  private static PhaseChart.Row row(BootRecord boot) {
    Optional<RunRecord> run = boot.medianRun();
    List<PhaseChart.Segment> segments =
        run.stream()
            .flatMap(median -> median.phases().stream())
            .map(p -> new PhaseChart.Segment(p.name(), p.startMs(), p.durationMs()))
            .toList();
    return new PhaseChart.Row(
        boot.name() + " (" + boot.host() + ")",
        segments,
        boot.ready().map(Statistics::sorted).orElse(List.of()),
        run.map(RunRecord::readyMs).orElse(0.0),
        limit(boot),
        boot.message().lines().findFirst().orElse("never ready"));
  }

  private static OptionalDouble limit(BootRecord boot) {
    return boot.budgets().stream()
        .filter(line -> line.quantity() == BudgetLine.Quantity.TIME)
        .filter(line -> line.phase().equals(BudgetLine.WHOLE))
        .mapToDouble(BudgetLine::limit)
        .min();
  }

  private void section(BootRecord boot) {
    boolean passed = boot.verdict() == BootRecord.Verdict.PASSED;
    page.add("<h2>").text(boot.name()).add(" <span class=\"").add(passed ? "good" : "bad");
    page.add("\">").add(passed ? "passed" : verdict(boot)).add("</span></h2>\n");
    if (!passed) {
      page.add("<pre>").text(boot.message()).add("</pre>\n");
    }
    page.add("<p>").text(boot.host()).add("<span class=\"quiet\">: ");
    page.text(boot.circumstances().accelerationReason()).add("<br>");
    page.text(boot.circumstances().host()).add("; fingerprint ");
    page.text(boot.circumstances().fingerprint()).add("</span></p>\n");
    phases(boot);
    budgets(boot);
    output("Console", boot.consoleTail(), boot.console().file());
    output("The VMM said", boot.console().vmmMessages(), "");
    if (!boot.command().isEmpty()) {
      page.add("<details><summary>Command</summary><pre>").text(boot.command());
      page.add("</pre></details>\n");
    }
  }

  private static String verdict(BootRecord boot) {
    return boot.verdict() == BootRecord.Verdict.ERROR ? "VMM failed" : "failed";
  }

  private void phases(BootRecord boot) {
    Map<String, String[]> table = new LinkedHashMap<>();
    EARLIEST.forEach(name -> cells(table, name));
    boot.medianRun()
        .ifPresent(
            run ->
                run.phases()
                    .forEach(phase -> cells(table, phase.name())[0] = Html.ms(phase.durationMs())));
    boot.instructions()
        .ifPresent(
            counted ->
                counted
                    .shares()
                    .forEach(
                        share ->
                            cells(table, share.name())[1] = Counts.text((double) share.count())));
    table.values().removeIf(cells -> cells[0].isEmpty() && cells[1].isEmpty());
    if (table.isEmpty()) {
      return;
    }
    boolean counted = boot.instructions().isPresent();
    page.add("<div class=\"wide\"><table class=\"short\"><tr><th>phase</th><th>ms</th>");
    page.add(counted ? "<th>instructions</th></tr>\n" : "</tr>\n");
    table.forEach(
        (name, cells) -> {
          page.add("<tr><td>").text(name).add("</td><td>").add(cells[0]).add("</td>");
          page.add(counted ? "<td>" + cells[1] + "</td></tr>\n" : "</tr>\n");
        });
    page.add("</table></div>\n");
  }

  private static String[] cells(Map<String, String[]> table, String phase) {
    return table.computeIfAbsent(phase, name -> new String[] {"", ""});
  }

  private void budgets(BootRecord boot) {
    if (boot.budgets().isEmpty()) {
      return;
    }
    page.add("<div class=\"wide\"><table><tr><th>budget</th><th>at most</th><th>was</th>");
    page.add("<th>baseline</th><th></th></tr>\n");
    for (BudgetLine line : boot.budgets()) {
      BudgetLine.Quantity quantity = line.quantity();
      page.add("<tr><td>").text(line.phase()).add("</td><td>").text(quantity.text(line.limit()));
      page.add("</td><td>")
          .text(line.actual() < 0 ? "no such phase" : quantity.text(line.actual()));
      page.add("</td><td>").text(line.baseline() < 0 ? "" : quantity.text(line.baseline()));
      page.add("</td><td class=\"").add(line.kept() ? "good\">kept" : "bad\">over");
      page.add("</td></tr>\n");
    }
    page.add("</table></div>\n");
  }

  private void output(String title, List<String> lines, String file) {
    if (!lines.isEmpty()) {
      page.add("<details open><summary>").text(title).add("</summary><pre>");
      page.text(String.join("\n", lines)).add("</pre>");
      if (!file.isEmpty()) {
        page.add("<p class=\"quiet\">All of it: ").text(file).add("</p>");
      }
      page.add("</details>\n");
    }
  }
}
