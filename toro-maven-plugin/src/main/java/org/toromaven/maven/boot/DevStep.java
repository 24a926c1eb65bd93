// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.toromaven.boot.Appliance;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.FreePorts;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/**
 * Builds and boots again on every save. The appliance of the last good build runs until the next
 * one is there; a build that fails says why and waits for the next save.
 */
public final class DevStep {
  private static final Duration LONGEST_RUN = Duration.ofDays(365);

  /** Builds the image anew if its sources changed. */
  @FunctionalInterface
  public interface Build {
    /**
     * Builds.
     *
     * @throws ApplianceException the program is wrong; the next save may put it right
     * @throws IOException a file cannot be read or written
     */
    void run() throws ApplianceException, IOException;
  }

  private final BootPlan plan;
  private final Build build;
  private final Narrator narrator;

  /**
   * @param plan what to boot
   * @param build makes its image
   * @param narrator told what happens
   */
  public DevStep(BootPlan plan, Build build, Narrator narrator) {
    this.plan = plan;
    this.build = build;
    this.narrator = narrator;
  }

  /**
   * Runs until the user ends it with Ctrl-C, or until so many builds were made.
   *
   * @param builds after how many builds to end, 0: never
   */
  public void run(int builds) throws VmmException, IOException {
    Files.createDirectories(plan.workDirectory());
    // Chosen once: what a person has open in the browser is reachable after the next save too.
    MachineConfig machine = FreePorts.chosen(plan.scenarios().get(0).machine());
    try (SourceWatch watch = SourceWatch.of(plan.sourceDirectory())) {
      for (int made = 1; ; made++) {
        try (AutoCloseableAppliance running = buildAndStart(machine)) {
          if (made == builds) {
            running.awaitEnd();
            return;
          }
          narrator.info("waiting for a change below " + plan.sourceDirectory());
          watch.awaitChange();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AutoCloseableAppliance buildAndStart(MachineConfig machine)
      throws VmmException, IOException {
    try {
      build.run();
    } catch (ApplianceException e) {
      e.getMessage().lines().forEach(narrator::error);
      return AutoCloseableAppliance.NONE;
    }
    plan.scenarios().get(0).prepareDisks();
    return new AutoCloseableAppliance(
        new BootRunner().start(request(machine), new Terminal(narrator)));
  }

  private BootRequest request(MachineConfig machine) {
    Scenario scenario = plan.scenarios().get(0);
    return ScenarioBoot.request(plan, scenario)
        .withMachine(machine)
        .withConsoleFile(plan.workDirectory().resolve("console.log"))
        .withExpectations(Expectations.SUCCESS)
        .withTimeout(LONGEST_RUN);
  }

  /** An appliance that may not be there, when its build failed. */
  private record AutoCloseableAppliance(List<Appliance> appliances) implements AutoCloseable {
    static final AutoCloseableAppliance NONE = new AutoCloseableAppliance(List.of());

    AutoCloseableAppliance(Appliance appliance) {
      this(List.of(appliance));
    }

    void awaitEnd() throws IOException {
      for (Appliance appliance : appliances) {
        BootResult unused = appliance.awaitEnd();
      }
    }

    @Override
    public void close() throws IOException {
      for (Appliance appliance : appliances) {
        appliance.close();
      }
    }
  }
}
