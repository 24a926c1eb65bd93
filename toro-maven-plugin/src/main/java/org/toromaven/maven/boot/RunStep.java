// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.Until;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/**
 * Boots an image in the foreground: the console is the terminal, what is typed goes to the program.
 * Nothing is expected of the console; a program that does not end with code 0 is a failure.
 */
public final class RunStep {
  /** Nobody waits for a program that a person looks at. */
  private static final Duration FOREVER = Duration.ofDays(365);

  private final BootPlan plan;
  private final Scenario scenario;
  private final Path consoleFile;

  /**
   * @param plan what to boot; of its first scenario the machine and the command line count, not the
   *     expectations
   */
  public RunStep(BootPlan plan) {
    this.plan = plan;
    this.scenario = plan.scenarios().get(0);
    this.consoleFile = plan.workDirectory().resolve("console.log");
  }

  /**
   * Runs until the program ends or the user ends it with Ctrl-C.
   *
   * @throws ApplianceException the program ended with another code, or was not able to run
   */
  public void run(Narrator narrator) throws ApplianceException, VmmException, IOException {
    run(scenario.machine(), narrator);
  }

  /** The same, on a machine that waits for gdb; tells how to attach. */
  public void debug(Narrator narrator) throws ApplianceException, VmmException, IOException {
    int port = freePort();
    narrator.info(Advice.attachDebugger(plan.debugFile(), port));
    run(scenario.machine().toBuilder().debugPort(port).build(), narrator);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(MachineConfig machine, Narrator narrator)
      throws ApplianceException, VmmException, IOException {
    Files.createDirectories(plan.workDirectory());
    scenario.prepareDisks();
    BootSource source = BootPlan.source(plan.image(scenario), scenario.commandLine());
    BootRequest request =
        BootRequest.of(source, consoleFile)
            .withMachine(machine)
            .withExpectations(anything())
            .withTimeout(FOREVER);
    BootResult result =
        new BootRunner()
            .attach(request, new FileInputStream(FileDescriptor.in), new Terminal(narrator));
    judge(result, narrator);
  }

  private void judge(BootResult result, Narrator narrator) throws ApplianceException, IOException {
    BootRecord record = plan.explained(new Judgement(scenario, List.of(result)).record());
    if (result.successful() || result.outcome() == BootOutcome.CANCELLED) {
      narrator.info(BootStory.verdict(record));
    } else if (result.outcome() == BootOutcome.EXITED) {
      throw new ApplianceException(record.message());
    } else {
      throw new ApplianceException(
          Advice.badBoot(plan.image().getFileName().toString(), record, 0));
    }
  }

  private static Expectations anything() {
    return new Expectations(List.of(), List.of(), 0, Until.EXIT, List.of());
  }
}
