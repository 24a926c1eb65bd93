// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.boot.BootBatch;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Digests;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * Boots every scenario and writes down what happened. A bad boot is a result, not an exception: the
 * goal verify fails the build, so that clean-up between the two still runs.
 */
public final class BootStep {
  private final BootPlan plan;
  private final Narrator narrator;

  /**
   * @param plan what to boot
   * @param narrator told what happens
   */
  public BootStep(BootPlan plan, Narrator narrator) {
    this.plan = plan;
    this.narrator = narrator;
  }

  /**
   * Boots: scenarios beside each other up to the plan's limit, but one that has to be alone waits
   * for those before it, and those behind wait for it. The records are in the order of the POM.
   *
   * @throws ApplianceException there is no image
   * @throws VmmException there is no VMM of the configured name
   * @throws IOException the results cannot be written
   */
  public BootSummary run() throws ApplianceException, VmmException, IOException {
    plan.reports().clear();
    for (Scenario scenario : plan.scenarios()) {
      if (!Files.isRegularFile(plan.image(scenario))) {
        throw new ApplianceException(Advice.noImage(plan.image(scenario)));
      }
    }
    Files.createDirectories(plan.workDirectory());
    List<BootRecord> records = new ArrayList<>();
    List<BootBatch.Work<BootRecord>> together = new ArrayList<>();
    for (Scenario scenario : plan.scenarios()) {
      if (scenario.alone() && !together.isEmpty()) {
        records.addAll(boot(together));
        together.clear();
      }
      together.add(() -> boot(scenario));
      if (scenario.alone()) {
        records.addAll(boot(together));
        together.clear();
      }
    }
    records.addAll(boot(together));
    BootSummary summary = summary(plan, records);
    plan.reports().write(summary);
    return summary;
  }

  private List<BootRecord> boot(List<BootBatch.Work<BootRecord>> works)
      throws VmmException, IOException {
    return new BootBatch(plan.parallel()).run(List.copyOf(works));
  }

  /** The summary of these scenarios of a plan. */
  static BootSummary summary(BootPlan plan, List<BootRecord> records) throws IOException {
    byte[] image = Files.readAllBytes(plan.image());
    Path name = plan.image().getFileName();
    return new BootSummary(
        plan.project(), name.toString(), image.length, Digests.sha256(image), records);
  }

  private BootRecord boot(Scenario scenario) throws VmmException, IOException {
    BootRecord record = new ScenarioBoot(plan, scenario).run();
    synchronized (narrator) {
      return budgeted(scenario, record);
    }
  }

  /** Tells about one boot whole, and keeps others from the baseline meanwhile. */
  private BootRecord budgeted(Scenario scenario, BootRecord record) throws IOException {
    BootRecord judged = record;
    List<String> notes = new ArrayList<>();
    if (record.verdict() == BootRecord.Verdict.PASSED) {
      if (plan.acceptBaseline()) {
        plan.baselines().accept(record);
        notes.add(Advice.accepted(record.name(), plan.baselines().folder()));
      }
      BudgetCheck check = new BudgetCheck(scenario.budget(), record, plan.baselines());
      judged = check.record();
      notes.addAll(check.missingBaselines());
    }
    BootStory.of(judged, plan.scenarios().size() > 1).forEach(narrator::info);
    notes.forEach(narrator::info);
    return judged;
  }
}
