// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.toromaven.boot.Appliance;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmException;

/**
 * An appliance that serves while other goals talk to it: made by the goal start, ended by the goal
 * stop, or at the latest with the build.
 */
public final class ServingAppliance {
  /** The build ends it; a test suite may take its time. */
  private static final Duration LONGEST_SERVICE = Duration.ofHours(12);

  private final BootPlan plan;
  private final Scenario scenario;
  private final Appliance appliance;

  private ServingAppliance(BootPlan plan, Scenario scenario, Appliance appliance) {
    this.plan = plan;
    this.scenario = scenario;
    this.appliance = appliance;
  }

  /**
   * Starts the first scenario of a plan and waits until it is ready.
   *
   * @throws ApplianceException there is no image, or it was not ready in the scenario's time
   */
  public static ServingAppliance start(BootPlan plan, Narrator narrator)
      throws ApplianceException, VmmException, IOException {
    if (!Files.isRegularFile(plan.image())) {
      throw new ApplianceException(Advice.noImage(plan.image()));
    }
    plan.reports().clear();
    Files.createDirectories(plan.workDirectory());
    Scenario scenario = plan.scenarios().get(0);
    scenario.prepareDisks();
    Appliance appliance = new BootRunner().start(request(plan, scenario), BootListener.NONE);
    ServingAppliance serving = new ServingAppliance(plan, scenario, appliance);
    serving.awaitReady(narrator);
    return serving;
  }

  private static BootRequest request(BootPlan plan, Scenario scenario) {
    return ScenarioBoot.request(plan, scenario)
        .withConsoleFile(plan.workDirectory().resolve("console-start.log"))
        .withExpectations(serving(scenario))
        .withTimeout(LONGEST_SERVICE);
  }

  /** Without a condition in the POM, the first forwarded port that opens. */
  private static Expectations serving(Scenario scenario) {
    Expectations asked = scenario.expectations();
    List<ReadyCondition> conditions = new ArrayList<>(asked.ready());
    if (conditions.isEmpty() && asked.expect().isEmpty()) {
      for (Network network : scenario.machine().networks()) {
        network.forwards().stream()
            .filter(forward -> forward.protocol() == PortForward.Protocol.TCP)
            .forEach(forward -> conditions.add(new ReadyCondition.OpenPort(forward.guestPort())));
      }
    }
    return new Expectations(
        asked.expect(), asked.reject(), asked.exitCode(), Until.EXIT, conditions);
  }

  private void awaitReady(Narrator narrator) throws ApplianceException, IOException {
    try {
      if (appliance.awaitReady(scenario.timeout())) {
        narrator.info("serving on " + scenario.machine().vmm() + portText());
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BootResult result = appliance.stop();
    BootRecord record = plan.explained(new Judgement(scenario, List.of(result)).record());
    throw new ApplianceException(Advice.notReady(plan.image().getFileName().toString(), record));
  }

  /** The ports of this machine by those of the appliance. */
  public Map<Integer, Integer> hostPorts() {
    Map<Integer, Integer> ports = new TreeMap<>();
    appliance.forwards().forEach(f -> ports.put(f.guestPort(), f.hostPort()));
    return ports;
  }

  private String portText() {
    return appliance.forwards().stream()
        .map(forward -> ", " + ForwardText.of(forward))
        .collect(Collectors.joining());
  }

  /**
   * Ends the appliance and adds what it did to the boot summary, which the goal verify judges.
   *
   * @throws IOException the results cannot be written
   */
  public void stop(Narrator narrator) throws IOException {
    BootResult result = appliance.stop();
    BootRecord judged = new Judgement(scenario, List.of(result)).record();
    BootRecord record = plan.explained(judged).named("start");
    BootStory.of(record, false).forEach(narrator::info);
    BootSummary summary = BootStep.summary(plan, earlier(record));
    plan.reports().write(summary);
  }

  private List<BootRecord> earlier(BootRecord record) throws IOException {
    List<BootRecord> records = new ArrayList<>();
    BootSummary.read(plan.summaryFile()).ifPresent(summary -> records.addAll(summary.boots()));
    records.add(record);
    return records;
  }
}
