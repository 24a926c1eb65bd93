// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints what became of many programs: who differs and where, then the numbers. */
final class Table {

  private final List<Verdict> verdicts;

  Table(List<Verdict> verdicts) {
    this.verdicts = verdicts;
  }

  void print(PrintStream report) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    Map<String, Integer> skipped = new TreeMap<>();
    for (Verdict verdict : verdicts) {
      counts.merge(verdict.kind(), 1, Integer::sum);
      if (verdict.kind() == Kind.SKIPPED) {
        skipped.merge(verdict.detail().replaceFirst(":.*", ""), 1, Integer::sum);
      }
      if (verdict.kind().isFailure()) {
        report.println(line(verdict));
      }
    }
    report.printf(Locale.ROOT, "%n%-14s %6d%n", "programs", verdicts.size());
    for (Kind kind : Kind.values()) {
      report.printf(Locale.ROOT, "%-14s %6d%n", kind.words(), counts.getOrDefault(kind, 0));
    }
    mostFrequentFirst(skipped)
        .forEach(
            entry -> report.printf(Locale.ROOT, "  %6d  %s%n", entry.getValue(), entry.getKey()));
  }

  /** One program, for a person. */
  static String line(Verdict verdict) {
    return String.format(
        Locale.ROOT, "%-12s %s: %s", verdict.kind().words(), verdict.program(), verdict.detail());
  }

  private static List<Map.Entry<String, Integer>> mostFrequentFirst(Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
    entries.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
    return entries;
  }
}
