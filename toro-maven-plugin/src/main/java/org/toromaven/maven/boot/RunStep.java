// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
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
import org.toromaven.vmm.VmmException;

/**
 * Boots an image in the foreground: the console is the terminal, what is typed goes to the program.
 * Nothing is expected of the console; a program that does not end with code 0 is a failure.
 */
public final class RunStep {
  /** Nobody waits for a program that a person looks at. */
  private static final Duration FOREVER = Duration.ofDays(365);

  private final Path image;
  private final Scenario scenario;
  private final Path consoleFile;

  /**
   * @param image what to boot
   * @param scenario its machine and command line count, not its expectations
   * @param consoleFile receives the console's bytes as well
   */
  public RunStep(Path image, Scenario scenario, Path consoleFile) {
    this.image = image;
    this.scenario = scenario;
    this.consoleFile = consoleFile;
  }

  /**
   * Runs until the program ends or the user ends it with Ctrl-C.
   *
   * @throws ApplianceException the program ended with another code, or was not able to run
   */
  public void run(Narrator narrator) throws ApplianceException, VmmException, IOException {
    Files.createDirectories(consoleFile.getParent());
    BootSource source = BootSource.kernel(image).withCommandLine(scenario.commandLine());
    BootRequest request =
        BootRequest.of(source, consoleFile)
            .withMachine(scenario.machine())
            .withExpectations(anything())
            .withTimeout(FOREVER);
    // The terminal itself: Maven's own stream would hold lines back and put words before them.
    BootResult result =
        new BootRunner()
            .attach(
                request,
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out));
    judge(result, narrator);
  }

  private void judge(BootResult result, Narrator narrator) throws ApplianceException {
    BootRecord record = new Judgement(scenario, List.of(result)).record();
    if (result.successful() || result.outcome() == BootOutcome.CANCELLED) {
      narrator.info(BootStory.verdict(record));
    } else if (result.outcome() == BootOutcome.EXITED) {
      throw new ApplianceException(result.reason());
    } else {
      throw new ApplianceException(Advice.badBoot(image.getFileName().toString(), record, 0));
    }
  }

  private static Expectations anything() {
    return new Expectations(List.of(), List.of(), 0, Until.EXIT, List.of());
  }
}
