// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.Phase;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootRecord.Verdict;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;
import org.toromaven.maven.report.Statistics;
import org.toromaven.vmm.VmmCommand;

/**
 * Turns the results of one scenario's runs into its record: each run's verdict, then the budget.
 */
final class Judgement {
  private static final int CONSOLE_TAIL_LINES = 40;
  private static final int VMM_MESSAGE_LINES = 20;

  private final Scenario scenario;
  private final List<BootResult> results;
  private final BootResult last;

  /**
   * @param scenario what was asked for
   * @param results at least one; only the last may be a failure
   */
  Judgement(Scenario scenario, List<BootResult> results) {
    this.scenario = scenario;
    this.results = results;
    this.last = results.get(results.size() - 1);
  }

  BootRecord record() {
    List<RunRecord> runs = results.stream().map(Judgement::run).toList();
    String message = last.successful() ? overBudget(runs) : last.reason();
    return new BootRecord(
        scenario.name(),
        host(),
        last.acceleration().map(choice -> choice.reason()).orElse(""),
        last.command().map(VmmCommand::toShell).orElse(""),
        scenario.expectations().expect().size(),
        verdict(message),
        message,
        last.console().file().toString(),
        last.console().lastLines(CONSOLE_TAIL_LINES),
        lastLines(last.diagnostics()),
        runs);
  }

  private Verdict verdict(String message) {
    if (last.outcome() == BootOutcome.VMM_FAILED) {
      return Verdict.ERROR;
    }
    return message.isEmpty() ? Verdict.PASSED : Verdict.FAILED;
  }

  /** The message when the start took too long; empty when it did not. */
  private String overBudget(List<RunRecord> runs) {
    double budgetMs = scenario.budget().startupMs();
    double[] samples =
        runs.stream().mapToDouble(RunRecord::readyMs).filter(ms -> ms >= 0).toArray();
    if (budgetMs <= 0 || samples.length == 0) {
      return "";
    }
    Statistics statistics = Statistics.of(samples);
    double tookMs =
        switch (scenario.budget().statistic()) {
          case MEDIAN -> statistics.median();
          case P95 -> statistics.p95();
        };
    return tookMs <= budgetMs ? "" : tooSlow(runs, tookMs, budgetMs);
  }

  private String tooSlow(List<RunRecord> runs, double tookMs, double budgetMs) {
    RunRecord closest =
        runs.stream().filter(run -> run.readyMs() == tookMs).findFirst().orElseThrow();
    String what = "from starting the VMM until " + closest.readyBy();
    if (runs.size() > 1) {
      what += " (" + scenario.budget().statistic().name().toLowerCase(java.util.Locale.ROOT);
      what += " of " + runs.size() + " runs)";
    }
    List<String> phases = new ArrayList<>();
    closest.phases().forEach(phase -> phases.add(phase.toString()));
    return Advice.tooSlow(what, tookMs, budgetMs, phases);
  }

  private String host() {
    String firmware = scenario.machine().firmware().map(name -> " " + name).orElse("");
    String acceleration = last.acceleration().map(choice -> " " + choice.used()).orElse("");
    return scenario.machine().vmm() + " " + scenario.machine().machine() + firmware + acceleration;
  }

  private static RunRecord run(BootResult result) {
    return new RunRecord(
        result.outcome().name(),
        result.successful(),
        result.successful() ? "" : result.reason(),
        result.exitCode().orElse(-1),
        ms(result.timeline().readyNs()),
        result.timeline().readyBy(),
        ms(result.console().firstByteNs()),
        ms(result.timeline().endNs()),
        result.timeline().phases().stream().map(Judgement::phase).toList());
  }

  private static PhaseTime phase(Phase phase) {
    return new PhaseTime(phase.name(), ms(phase.startNs()), ms(phase.durationNs()));
  }

  private static double ms(OptionalLong ns) {
    return ns.isPresent() ? ms(ns.getAsLong()) : -1;
  }

  /** Microseconds are as fine as a host can tell. */
  private static double ms(long ns) {
    return Math.round(ns / 1e3) / 1e3;
  }

  private static List<String> lastLines(String text) {
    List<String> lines = text.lines().toList();
    return lines.subList(Math.max(0, lines.size() - VMM_MESSAGE_LINES), lines.size());
  }
}
