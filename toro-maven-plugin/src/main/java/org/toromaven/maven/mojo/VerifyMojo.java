// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.maven.boot.VerifyStep;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Narrator;

/**
 * Reads what the goal boot wrote and fails the build when a boot did not do what was asked for,
 * with the reason and the end of the console.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class VerifyMojo extends AbstractToroMojo {

  /** Reports a bad boot and lets the build go on. */
  @Parameter(property = "maven.test.failure.ignore", defaultValue = "false")
  private boolean testFailureIgnore;

  @Override
  String purpose() {
    return "no boot is verified";
  }

  @Override
  String reasonToSkip() {
    return SkipSwitches.first(session(), project());
  }

  @Override
  void perform(Narrator narrator) throws ApplianceException, IOException {
    try {
      BootSummary summary = VerifyStep.run(workDirectory().resolve("boot-summary.json"));
      VerifyStep.story(summary).forEach(narrator::info);
    } catch (ApplianceException e) {
      if (!testFailureIgnore) {
        throw e;
      }
      e.getMessage().lines().forEach(narrator::error);
    }
  }
}
