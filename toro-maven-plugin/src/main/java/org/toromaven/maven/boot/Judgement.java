// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.Phase;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootRecord.Verdict;
import org.toromaven.maven.report.ConsoleRecord;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;
import org.toromaven.vmm.VmmCommand;

/** Turns the results of one scenario's runs into its record: what was seen, and the verdict. */
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
    return new BootRecord(
        scenario.name(),
        HostProbe.circumstances(scenario.machine(), last),
        last.command().map(VmmCommand::toShell).orElse(""),
        scenario.expectations().expect().size(),
        verdict(),
        last.successful() ? "" : last.reason(),
        new ConsoleRecord(
            last.console().file().toString(),
            last.console().lastLines(CONSOLE_TAIL_LINES),
            lastLines(last.diagnostics())),
        results.stream().map(Judgement::run).toList(),
        Optional.empty(),
        List.of());
  }

  private Verdict verdict() {
    if (last.outcome() == BootOutcome.VMM_FAILED) {
      return Verdict.ERROR;
    }
    return last.successful() ? Verdict.PASSED : Verdict.FAILED;
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
