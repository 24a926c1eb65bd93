// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.toromaven.maven.boot.BootStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * Boots the image as configured and writes {@code target/toro/boot-summary.json}, {@code
 * target/toro/console.log} and reports for CI servers. A bad boot does not fail the build here, so
 * that clean-up in {@code post-integration-test} still runs: the goal verify fails it.
 */
@Mojo(name = "boot", defaultPhase = LifecyclePhase.INTEGRATION_TEST, threadSafe = true)
public final class BootMojo extends AbstractBootMojo {

  @Override
  String purpose() {
    return "the image is not booted";
  }

  @Override
  String reasonToSkip() {
    return SkipSwitches.first(session(), project());
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, VmmException, IOException {
    new BootStep(bootPlan(), narrator).run();
  }
}
