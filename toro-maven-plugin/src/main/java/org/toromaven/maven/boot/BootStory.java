// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.Counts;
import org.toromaven.maven.report.Milliseconds;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;
import org.toromaven.maven.report.Statistics;

/** What the build's log says about a boot: the console's end, then one line with the phases. */
final class BootStory {
  private static final int CONSOLE_LINES = 25;

  private BootStory() {}

  static List<String> of(BootRecord boot, boolean named) {
    List<String> lines = new ArrayList<>();
    String prefix = named ? boot.name() + ": " : "";
    List<String> console = boot.consoleTail();
    int hidden = Math.max(0, console.size() - CONSOLE_LINES);
    if (hidden > 0) {
      lines.add(prefix + "| ... (more in " + boot.console().file() + ")");
    }
    console.stream().skip(hidden).forEach(line -> lines.add(prefix + "| " + printable(line)));
    lines.add(prefix + verdict(boot));
    return lines;
  }

  /** Control characters would move the cursor of the terminal that shows the log. */
  private static String printable(String line) {
    return line.replaceAll("\\p{Cntrl}", "?");
  }

  /** One line: where it was booted, how long that took, in which phases. */
  static String verdict(BootRecord boot) {
    return switch (boot.verdict()) {
      case PASSED -> "booted on " + boot.host() + times(boot);
      case FAILED, ERROR ->
          (overBudget(boot) ? "over budget on " : "did not boot as asked on ")
              + boot.host()
              + ": "
              + firstLine(boot);
    };
  }

  private static boolean overBudget(BootRecord boot) {
    return boot.budgets().stream().anyMatch(line -> !line.kept());
  }

  private static String firstLine(BootRecord boot) {
    return boot.message().lines().findFirst().orElse("");
  }

  private static String times(BootRecord boot) {
    if (boot.medianRun().isEmpty()) {
      return "";
    }
    RunRecord run = boot.medianRun().get();
    return ": startup "
        + Milliseconds.text(run.readyMs())
        + spread(boot)
        + phases(run)
        + boot.instructions()
            .map(count -> ", " + Counts.instructions((double) count.startup()) + " to the program")
            .orElse("");
  }

  private static String spread(BootRecord boot) {
    Statistics ready = boot.ready().orElseThrow();
    return ready.count() == 1
        ? ""
        : ", median of "
            + ready.count()
            + " from "
            + Milliseconds.text(ready.min())
            + " to "
            + Milliseconds.text(ready.max());
  }

  private static String phases(RunRecord run) {
    return run.phases().isEmpty()
        ? ""
        : run.phases().stream()
            .map(PhaseTime::toString)
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
