// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BudgetLine;
import org.toromaven.maven.report.BudgetLine.Quantity;
import org.toromaven.maven.report.InstructionRecord;
import org.toromaven.maven.report.RunRecord;

/** Holds the start of a scenario against its budget and against the accepted baseline. */
final class BudgetCheck {
  private final Budget budget;
  private final BootRecord boot;
  private final Baselines baselines;

  /**
   * @param boot a good boot, its instructions counted if the budget limits them
   */
  BudgetCheck(Budget budget, BootRecord boot, Baselines baselines) {
    this.budget = budget;
    this.boot = boot;
    this.baselines = baselines;
  }

  /** The record with a line for each limit, failed when one of them was not kept. */
  BootRecord record() throws IOException {
    Map<String, Double> times = PhaseSamples.of(boot.runs(), budget.statistic());
    Map<String, Double> counts = counts();
    Map<String, Double> oldTimes = baseline(Quantity.TIME);
    Map<String, Double> oldCounts = baseline(Quantity.INSTRUCTIONS);
    List<BudgetLine> lines = new ArrayList<>();
    lines.addAll(lines(Quantity.TIME, budget.time(), statistic(), times, oldTimes));
    lines.addAll(lines(Quantity.INSTRUCTIONS, budget.instructions(), "exact", counts, oldCounts));
    BootRecord measured = boot.measured(boot.instructions(), lines);
    List<String> problems = new ArrayList<>();
    problems.addAll(problems(Quantity.TIME, lines, times, oldTimes));
    problems.addAll(problems(Quantity.INSTRUCTIONS, lines, counts, oldCounts));
    return problems.isEmpty() ? measured : measured.failed(String.join("\n", problems));
  }

  /** What has no baseline although its growth is limited; for people, empty when all have one. */
  List<String> missingBaselines() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      boolean wanted = limits(quantity).growthPercent() >= 0;
      if (wanted && baseline(quantity).isEmpty()) {
        missing.add(Advice.noBaseline(boot.name(), quantity, baselines.file(quantity)));
      }
    }
    return missing;
  }

  private Limits limits(Quantity quantity) {
    return quantity == Quantity.TIME ? budget.time() : budget.instructions();
  }

  private Map<String, Double> baseline(Quantity quantity) throws IOException {
    return limits(quantity).any() ? baselines.of(boot, quantity, budget.statistic()) : Map.of();
  }

  private Map<String, Double> counts() {
    Map<String, Double> counts = new LinkedHashMap<>();
    if (boot.instructions().isPresent()) {
      InstructionRecord counted = boot.instructions().get();
      counts.put(BudgetLine.WHOLE, (double) counted.startup());
      counts.putAll(counted.byPhase());
    }
    return counts;
  }

  private String statistic() {
    long ready = boot.runs().stream().filter(run -> run.readyMs() >= 0).count();
    String name = budget.statistic().name().toLowerCase(Locale.ROOT);
    return ready == 1 ? "one run" : name + " of " + ready + " runs";
  }

  private static List<BudgetLine> lines(
      Quantity quantity,
      Limits limits,
      String statistic,
      Map<String, Double> actual,
      Map<String, Double> baseline) {
    List<BudgetLine> lines = new ArrayList<>();
    for (Limits.Limit limit : limits.limits()) {
      double value = of(actual, limit.phase());
      double before = of(baseline, limit.phase());
      lines.add(
          new BudgetLine(quantity, limit.phase(), statistic, limit.most(), value, before, -1));
    }
    double growth = limits.growthPercent();
    double before = baseline.getOrDefault(BudgetLine.WHOLE, -1.0);
    if (growth >= 0 && before >= 0) {
      double value = actual.getOrDefault(BudgetLine.WHOLE, -1.0);
      double most = before * (1 + growth / 100);
      lines.add(new BudgetLine(quantity, BudgetLine.WHOLE, statistic, most, value, before, growth));
    }
    return lines;
  }

  /**
   * What a phase took, -1 when there was none. The kernel's share holds the initialization of units
   * too, whether or not they were reported one by one; units have their names in any case.
   */
  private static double of(Map<String, Double> values, String phase) {
    boolean kernel = phase.equals("kernel");
    double sum = 0;
    boolean found = false;
    for (Map.Entry<String, Double> value : values.entrySet()) {
      String name = value.getKey();
      if (name.equalsIgnoreCase(phase) || (kernel && name.startsWith("init "))) {
        sum += value.getValue();
        found = true;
      }
    }
    return found ? sum : -1;
  }

  private List<String> problems(
      Quantity quantity,
      List<BudgetLine> lines,
      Map<String, Double> actual,
      Map<String, Double> baseline) {
    List<String> problems = new ArrayList<>();
    for (BudgetLine line : lines) {
      if (line.quantity() == quantity && !line.kept()) {
        problems.add(Advice.overBudget(line, readyBy(), actual.keySet()));
      }
    }
    if (!problems.isEmpty()) {
      problems.addAll(Advice.phases(quantity, actual, baseline));
    }
    return problems;
  }

  private String readyBy() {
    return boot.medianRun().map(RunRecord::readyBy).orElse("");
  }
}
