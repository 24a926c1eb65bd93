// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.toromaven.maven.boot.ServingAppliance;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * Starts the appliance for tests that talk to it, and waits until it is ready: {@code
 * <boot><ready>}, else the first forwarded port that opens. Sets the property {@code
 * toro.port.GUEST} to the port of this machine for each of {@code <forwards>}. The goal stop ends
 * the appliance; the end of the build does so at the latest.
 */
@Mojo(name = "start", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class StartMojo extends AbstractBootMojo {
  /** Where the goal stop of the same project finds the appliance. */
  static final String SERVING = "toro.serving";

  @Override
  String purpose() {
    return "no appliance is started";
  }

  @Override
  String reasonToSkip() {
    return SkipSwitches.first(session(), project());
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // The context of Maven's API has no types.
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, VmmException, IOException {
    ServingAppliance serving = ServingAppliance.start(bootPlan(), narrator);
    getPluginContext().put(SERVING, serving);
    serving
        .hostPorts()
        .forEach(
            (guest, host) ->
                project().getProperties().setProperty("toro.port." + guest, host.toString()));
  }
}
