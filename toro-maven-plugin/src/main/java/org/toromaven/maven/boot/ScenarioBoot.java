// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.InstructionCount;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.InstructionRecord;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.VmmException;

/** All boots of one scenario, and what they are worth. */
final class ScenarioBoot {
  private static final String NO_INPUT = "toro.input=none";

  /** Each unit's initialization is reported; that costs a mark each, so only who asks gets them. */
  private static final String TRACE_INIT = "toro.trace=init";

  private final BootPlan plan;
  private final Scenario scenario;
  private final BootRunner runner = new BootRunner();

  ScenarioBoot(BootPlan plan, Scenario scenario) {
    this.plan = plan;
    this.scenario = scenario;
  }

  /** Boots so often as asked, or until a boot is bad; counts if the budget wants it. */
  BootRecord run() throws VmmException, IOException {
    List<BootResult> results = new ArrayList<>();
    boolean good = true;
    for (int run = 0; run < scenario.runs() && good; run++) {
      scenario.prepareDisks();
      BootResult result = runner.run(request(plan, scenario));
      results.add(result);
      good = result.successful();
    }
    BootRecord record = new Judgement(scenario, results).record();
    return explained(good && scenario.budget().instructions().any() ? counted(record) : record);
  }

  private BootRecord explained(BootRecord record) throws IOException {
    return plan.explained(new UnitNames(plan.debugFile(), plan.sourceDirectory()).named(record));
  }

  /** A boot of its own: one that counts takes longer, so that its times are no times. */
  private BootRecord counted(BootRecord record) throws VmmException, IOException {
    scenario.prepareDisks();
    Path console = plan.workDirectory().resolve("counted").resolve(plan.consoleName(scenario));
    Files.createDirectories(console.getParent());
    BootResult result = runner.run(request(plan, scenario).withConsoleFile(console).counted());
    Optional<InstructionCount> count = result.timeline().instructions();
    if (!result.successful() || count.isEmpty()) {
      return record.failed("while its instructions were counted: " + result.reason());
    }
    List<InstructionRecord.Share> shares =
        count.get().shares().stream()
            .map(share -> new InstructionRecord.Share(share.phase(), share.instructions()))
            .toList();
    InstructionRecord counted = new InstructionRecord(count.get().startup(), shares);
    return record.measured(Optional.of(counted), List.of());
  }

  /** The boot of a scenario. */
  static BootRequest request(BootPlan plan, Scenario scenario) {
    BootSource source = BootPlan.source(plan.image(scenario), commandLine(scenario));
    return BootRequest.of(source, plan.consoleFile(scenario))
        .withMachine(scenario.machine())
        .withExpectations(scenario.expectations())
        .withTimeout(scenario.timeout())
        .withConsoleInput(scenario.input());
  }

  /** When nobody types, a program that reads finds the end of its input at once (BOOT-ABI 9). */
  static String commandLine(Scenario scenario) {
    String words = scenario.budget().limitsUnits() ? TRACE_INIT + " " : "";
    return scenario.input().isEmpty()
        ? (words + NO_INPUT + " " + scenario.commandLine()).strip()
        : words + scenario.commandLine();
  }
}
