// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.boot.DevStep;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.build.BuiltImage;
import org.toromaven.maven.build.ImageStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * Builds and boots the appliance, and does both again whenever a file below the source folder is
 * saved. A program that does not compile says so and waits for the next save. Ctrl-C ends it.
 */
@Mojo(name = "dev", threadSafe = true)
public final class DevMojo extends AbstractBootMojo {

  /** After how many builds to end; 0: never. */
  @Parameter(property = "toro.dev.builds", defaultValue = "0")
  private int builds;

  @Override
  String purpose() {
    return "nothing is built on a save";
  }

  @Override
  void perform(Narrator narrator) throws ConfigurationException, VmmException, IOException {
    AppliancePlan plan = plan();
    BackgroundReports reports = new BackgroundReports(narrator);
    new DevStep(bootPlan(), () -> build(plan, narrator, reports), narrator).run(builds);
    reports.await();
  }

  private static void build(AppliancePlan plan, Narrator narrator, BackgroundReports reports)
      throws ApplianceException, IOException {
    reports.await();
    try {
      BuiltImage unused = new ImageStep(plan, narrator, reports).run();
    } catch (CompilerException e) {
      throw new ApplianceException(e.getMessage(), e);
    }
  }
}
