// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.vmm.BootSource;

/**
 * What is to be booted and where the results go; made from the POM by {@code config}.
 *
 * @param project the project's name in reports
 * @param image the image to boot
 * @param sourceDirectory where Pascal is, for names in backtraces
 * @param scenarios at least one
 * @param disks what has to be made ready before each boot
 * @param workDirectory where the summary and the consoles go ({@code target/toro})
 * @param reportsDirectory where the XML reports go
 */
public record BootPlan(
    String project,
    Path image,
    Path sourceDirectory,
    List<Scenario> scenarios,
    List<WorkingDisk> disks,
    Path workDirectory,
    Path reportsDirectory) {

  /** Takes a copy of the list, which must not be empty. */
  public BootPlan {
    scenarios = List.copyOf(scenarios);
    disks = List.copyOf(disks);
    if (scenarios.isEmpty()) {
      throw new IllegalArgumentException("no scenario");
    }
  }

  /** The image with words for the program and the kernel; a disk image takes no words. */
  BootSource source(String commandLine) {
    return source(image, commandLine);
  }

  /** The same for another image. */
  static BootSource source(Path image, String commandLine) {
    return image.getFileName().toString().endsWith("." + ImageFormat.DISK.extension())
        ? BootSource.disk(image)
        : BootSource.kernel(image).withCommandLine(commandLine);
  }

  /** The names and lines of the image's code. */
  Path debugFile() {
    return workDirectory.resolve("Toro.debug");
  }

  /** The file that tells the goal verify what happened. */
  public Path summaryFile() {
    return workDirectory.resolve("boot-summary.json");
  }

  /** A record whose crash, if there was one, is told in the words of the source. */
  BootRecord explained(BootRecord record) throws IOException {
    CrashReader reader =
        CrashReader.of(record.consoleTail(), debugFile(), List.of(sourceDirectory));
    String message =
        record.verdict() == BootRecord.Verdict.PASSED
            ? record.message()
            : reader
                .headline(record.consoleTail())
                .map(crash -> crash + "; " + record.message())
                .orElse(record.message());
    return record.explained(message, reader.named(record.consoleTail()));
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
