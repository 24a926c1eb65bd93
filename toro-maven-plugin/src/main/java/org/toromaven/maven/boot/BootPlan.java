// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootReports;
import org.toromaven.vmm.BootSource;

/**
 * What is to be booted and where the results go; made from the POM by {@code config}.
 *
 * @param project the project's name in reports
 * @param image the image to boot, unless a scenario names another
 * @param images the images by format
 * @param sourceDirectory where Pascal is, for names in backtraces
 * @param scenarios at least one
 * @param parallel how many of them may be booted at once
 * @param baselines the accepted starts
 * @param acceptBaseline whether the starts of this build are accepted
 * @param workDirectory where the summary and the consoles go ({@code target/toro})
 * @param reportsDirectory where the XML reports go
 */
public record BootPlan(
    String project,
    Path image,
    Map<ImageFormat, Path> images,
    Path sourceDirectory,
    List<Scenario> scenarios,
    int parallel,
    Baselines baselines,
    boolean acceptBaseline,
    Path workDirectory,
    Path reportsDirectory) {

  /** Takes a copy of the list, which must not be empty. */
  public BootPlan {
    scenarios = List.copyOf(scenarios);
    images = Map.copyOf(images);
    if (scenarios.isEmpty()) {
      throw new IllegalArgumentException("no scenario");
    }
  }

  /** The image that a scenario boots. */
  Path image(Scenario scenario) {
    return scenario.image().map(images::get).orElse(image);
  }

  /** An image with words for the program and the kernel; a disk image takes no words. */
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
    return reports().summaryFile();
  }

  /** Where everything that is made of the boots goes. */
  BootReports reports() {
    return new BootReports(workDirectory, reportsDirectory);
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
    return workDirectory.resolve(consoleName(scenario));
  }

  /** Its file's name. */
  String consoleName(Scenario scenario) {
    return scenarios.size() == 1
        ? "console.log"
        : "console-" + scenario.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".log";
  }
}
