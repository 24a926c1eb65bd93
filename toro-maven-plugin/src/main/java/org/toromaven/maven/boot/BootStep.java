// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootReports;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.VmmException;

/**
 * Boots every scenario and writes down what happened. A bad boot is a result, not an exception: the
 * goal verify fails the build, so that clean-up between the two still runs.
 */
public final class BootStep {
  private static final String NO_INPUT = "toro.input=none";

  private final BootPlan plan;
  private final Narrator narrator;
  private final BootRunner runner = new BootRunner();

  /**
   * @param plan what to boot
   * @param narrator told what happens
   */
  public BootStep(BootPlan plan, Narrator narrator) {
    this.plan = plan;
    this.narrator = narrator;
  }

  /**
   * Boots.
   *
   * @throws ApplianceException there is no image
   * @throws VmmException there is no VMM of the configured name
   * @throws IOException the results cannot be written
   */
  public BootSummary run() throws ApplianceException, VmmException, IOException {
    BootReports.clear(plan.summaryFile(), plan.reportsDirectory());
    if (!Files.isRegularFile(plan.image())) {
      throw new ApplianceException(Advice.noImage(plan.image()));
    }
    Files.createDirectories(plan.workDirectory());
    List<BootRecord> records = new ArrayList<>();
    for (Scenario scenario : plan.scenarios()) {
      records.add(boot(scenario));
    }
    BootSummary summary = summary(plan, records);
    BootReports.write(summary, plan.summaryFile(), plan.reportsDirectory());
    return summary;
  }

  /** The summary of these scenarios of a plan. */
  static BootSummary summary(BootPlan plan, List<BootRecord> records) throws IOException {
    byte[] image = Files.readAllBytes(plan.image());
    return new BootSummary(
        plan.project(),
        plan.image().getFileName().toString(),
        image.length,
        sha256(image),
        records);
  }

  private BootRecord boot(Scenario scenario) throws VmmException, IOException {
    List<BootResult> results = new ArrayList<>();
    for (int run = 0; run < scenario.runs(); run++) {
      for (WorkingDisk disk : plan.disks()) {
        disk.prepare();
      }
      BootResult result = runner.run(request(scenario));
      results.add(result);
      if (!result.successful()) {
        break;
      }
    }
    BootRecord record = plan.explained(new Judgement(scenario, results).record());
    BootStory.of(record, plan.scenarios().size() > 1).forEach(narrator::info);
    return record;
  }

  private BootRequest request(Scenario scenario) {
    Path console = plan.consoleFile(scenario);
    BootSource source = plan.source(commandLine(scenario));
    return BootRequest.of(source, console)
        .withMachine(scenario.machine())
        .withExpectations(scenario.expectations())
        .withTimeout(scenario.timeout())
        .withConsoleInput(scenario.input());
  }

  /** When nobody types, a program that reads finds the end of its input at once (BOOT-ABI 9). */
  static String commandLine(Scenario scenario) {
    return scenario.input().isEmpty()
        ? (NO_INPUT + " " + scenario.commandLine()).strip()
        : scenario.commandLine();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
