// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Milliseconds;
import org.toromaven.maven.report.RunRecord;

/** Reads the boot summary and fails with the reason and the console's end. */
public final class VerifyStep {
  private static final int CONSOLE_LINES = 15;

  private VerifyStep() {}

  /**
   * Judges.
   *
   * @param summaryFile what the goal boot wrote
   * @return the summary, in which every scenario passed
   * @throws ApplianceException a scenario did not pass, or nothing was booted
   */
  public static BootSummary run(Path summaryFile) throws ApplianceException, IOException {
    BootSummary summary =
        BootSummary.read(summaryFile)
            .orElseThrow(() -> new ApplianceException(Advice.noSummary(summaryFile)));
    if (!summary.passed()) {
      throw new ApplianceException(message(summary));
    }
    return summary;
  }

  /** What was verified, one line for each scenario. */
  public static List<String> story(BootSummary summary) {
    return summary.boots().stream().map(VerifyStep::line).toList();
  }

  private static String line(BootRecord boot) {
    List<String> seen = new ArrayList<>();
    RunRecord run = boot.runs().get(boot.runs().size() - 1);
    if (run.exitCode() >= 0) {
      seen.add("exit code " + run.exitCode());
    }
    if (boot.expectedLines() > 0) {
      seen.add(
          boot.expectedLines()
              + " expected line"
              + (boot.expectedLines() == 1 ? "" : "s")
              + " seen");
    }
    boot.ready().ifPresent(ready -> seen.add("startup " + Milliseconds.text(ready.median())));
    return "verified " + boot.name() + ": " + String.join(", ", seen);
  }

  private static String message(BootSummary summary) {
    List<String> parts = new ArrayList<>();
    List<String> names =
        summary.boots().stream()
            .filter(boot -> boot.verdict() != BootRecord.Verdict.PASSED)
            .map(BootRecord::name)
            .toList();
    if (names.size() > 1) {
      parts.add(Advice.badBoots(names, summary.boots().size()));
    }
    for (BootRecord boot : summary.boots()) {
      if (boot.verdict() != BootRecord.Verdict.PASSED) {
        parts.add(Advice.badBoot(summary.image(), boot, CONSOLE_LINES));
      }
    }
    return String.join("\n\n", parts);
  }
}
