// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be booted and where the results go; made from the POM by {@code config}.
 *
 * @param project the project's name in reports
 * @param image the image to boot
 * @param scenarios at least one
 * @param workDirectory where the summary and the consoles go ({@code target/toro})
 * @param reportsDirectory where the XML reports go
 */
public record BootPlan(
    String project,
    Path image,
    List<Scenario> scenarios,
    Path workDirectory,
    Path reportsDirectory) {

  /** Takes a copy of the list, which must not be empty. */
  public BootPlan {
    scenarios = List.copyOf(scenarios);
    if (scenarios.isEmpty()) {
      throw new IllegalArgumentException("no scenario");
    }
  }

  /** The file that tells the goal verify what happened. */
  public Path summaryFile() {
    return workDirectory.resolve("boot-summary.json");
  }

  /** The console of a scenario: {@code console.log} when there is only one. */
  Path consoleFile(Scenario scenario) {
    String name =
        scenarios.size() == 1
            ? "console.log"
            : "console-" + scenario.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".log";
    return workDirectory.resolve(name);
  }
}
