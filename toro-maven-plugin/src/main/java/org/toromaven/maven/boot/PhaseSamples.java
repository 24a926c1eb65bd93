// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.toromaven.maven.report.BudgetLine;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;
import org.toromaven.maven.report.Statistics;

/** The times of the whole start and of each phase over all runs that became ready. */
final class PhaseSamples {
  private PhaseSamples() {}

  /** One value each, in ms: the whole first, then the phases in their order; empty without runs. */
  static Map<String, Double> of(List<RunRecord> runs, Budget.Statistic statistic) {
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      if (run.readyMs() >= 0) {
        Map<String, Double> own = new LinkedHashMap<>();
        own.put(BudgetLine.WHOLE, run.readyMs());
        for (PhaseTime phase : run.phases()) {
          own.merge(phase.name(), phase.durationMs(), Double::sum);
        }
        own.forEach((name, ms) -> samples.computeIfAbsent(name, n -> new ArrayList<>()).add(ms));
      }
    }
    Map<String, Double> values = new LinkedHashMap<>();
    samples.forEach((name, list) -> values.put(name, value(new Statistics(list), statistic)));
    return values;
  }

  private static double value(Statistics statistics, Budget.Statistic statistic) {
    return switch (statistic) {
      case MEDIAN -> statistics.median();
      case P95 -> statistics.p95();
    };
  }
}
