// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes everything that is made of a boot summary. */
public final class BootReports {
  private BootReports() {}

  /** Removes what an earlier build left, so that nobody reads an old result. */
  public static void clear(Path summaryFile, Path reportsDirectory) throws IOException {
    Files.deleteIfExists(summaryFile);
    Files.deleteIfExists(reportsDirectory.resolve("toro-summary.xml"));
    if (Files.isDirectory(reportsDirectory)) {
      try (var old = Files.newDirectoryStream(reportsDirectory, "TEST-*.boot.xml")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
    }
  }

  /** Writes the summary, the JUnit XML and the Failsafe summary. */
  public static void write(BootSummary summary, Path summaryFile, Path reportsDirectory)
      throws IOException {
    summary.write(summaryFile);
    Files.createDirectories(reportsDirectory);
    Files.writeString(
        reportsDirectory.resolve(JUnitReport.fileName(summary)), JUnitReport.text(summary));
    Files.writeString(reportsDirectory.resolve("toro-summary.xml"), FailsafeSummary.text(summary));
  }
}
