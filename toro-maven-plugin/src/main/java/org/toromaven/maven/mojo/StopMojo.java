// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.toromaven.maven.boot.ServingAppliance;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.Narrator;

/** Ends the appliance that the goal start started and adds what it did to the boot summary. */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class StopMojo extends AbstractToroMojo {

  @Override
  String purpose() {
    return "no appliance is stopped";
  }

  @Override
  String reasonToSkip() {
    return SkipSwitches.first(session(), project());
  }

  @Override
  void perform(Narrator narrator) throws IOException {
    if (getPluginContext().remove(StartMojo.SERVING) instanceof ServingAppliance serving) {
      serving.stop(narrator);
    } else {
      narrator.warn(Advice.nothingToStop());
    }
  }
}
