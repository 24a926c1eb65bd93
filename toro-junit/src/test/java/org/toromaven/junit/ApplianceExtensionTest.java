// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The extension over a VMM that is a shell script: it greets, then echoes what is typed. */
class ApplianceExtensionTest {

  @RegisterExtension
  static final ApplianceExtension APPLIANCE =
      ApplianceExtension.of("target/echo.elf")
          .forward(80)
          .awaitConsole("listening")
          .machine(machine -> machine.vmm("script"))
          .runner(ScriptVmm.runner(ScriptVmm.ECHO))
          .build();

  @Test
  @DisplayName("it is ready when the tests run; ports, console and timings are at hand")
  void ready() throws Exception {
    assertThat(APPLIANCE.console()).isEqualTo("listening\n");
    assertThat(APPLIANCE.startupTime()).isPositive().isLessThan(Duration.ofSeconds(60));
    assertThat(APPLIANCE.port(80)).isPositive();
    assertThat(APPLIANCE.uri(80, "/x").toString()).endsWith(":" + APPLIANCE.port(80) + "/x");
  }

  @Test
  @DisplayName("what is typed reaches the guest; a restart begins anew")
  void typeAndRestart() throws Exception {
    APPLIANCE.type("hello");
    APPLIANCE.awaitConsole("got hello", Duration.ofSeconds(60));
    APPLIANCE.restart();

    assertThat(APPLIANCE.isRunning()).isTrue();
    assertThat(APPLIANCE.console()).isEqualTo("listening\n");
  }

  @Test
  @DisplayName("a failing test shows the console")
  void failureShowsConsole() {
    run(FailingScenario.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message("no"), suppressed(0, message(text -> text.contains("listening"))))));
  }

  @Test
  @DisplayName("an appliance that ends early fails the class with the reason and the console")
  void endsEarly() {
    Events containers =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.conditions.deactivate", "*")
            .selectors(selectClass(BrokenScenario.class))
            .execute()
            .containerEvents();

    containers
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(
                        text -> text.contains("no disk found") && text.contains("starting up")))));
  }

  private static Events run(Class<?> type) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(type))
        .execute()
        .testEvents();
  }
}
