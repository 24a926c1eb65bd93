// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Everything that is made of a boot summary.
 *
 * @param workDirectory where the summary and the page go ({@code target/toro})
 * @param reportsDirectory where the XML reports go
 */
public record BootReports(Path workDirectory, Path reportsDirectory) {

  /** The file that tells the goal verify what happened. */
  public Path summaryFile() {
    return workDirectory.resolve("boot-summary.json");
  }

  private Path page() {
    return workDirectory.resolve("boot.html");
  }

  private Path failsafeSummary() {
    return reportsDirectory.resolve("toro-summary.xml");
  }

  /** Removes what an earlier build left, so that nobody reads an old result. */
  public void clear() throws IOException {
    Files.deleteIfExists(summaryFile());
    Files.deleteIfExists(page());
    Files.deleteIfExists(failsafeSummary());
    if (Files.isDirectory(reportsDirectory)) {
      try (var old = Files.newDirectoryStream(reportsDirectory, "TEST-*.boot.xml")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
    }
  }

  /** Writes the summary, the page, the JUnit XML and the Failsafe summary. */
  public void write(BootSummary summary) throws IOException {
    summary.write(summaryFile());
    Files.writeString(page(), BootPage.of(summary));
    Files.createDirectories(reportsDirectory);
    Files.writeString(
        reportsDirectory.resolve(JUnitReport.fileName(summary)), JUnitReport.text(summary));
    Files.writeString(failsafeSummary(), FailsafeSummary.text(summary));
  }
}
