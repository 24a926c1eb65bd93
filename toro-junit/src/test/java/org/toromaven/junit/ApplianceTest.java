// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
class ApplianceTest {

  @RegisterExtension
  static final Appliance APPLIANCE =
      Appliance.of("target/echo.elf")
          .forward(80)
          .awaitConsole("listening")
          .machine(machine -> machine.vmm("script"))
          .runner(ScriptVmm.runner(ScriptVmm.ECHO));

  @Test
  @DisplayName("it is ready when the tests run; ports, console and timings are at hand")
  void ready() throws Exception {
    assertThat(APPLIANCE.console().text()).isEqualTo("listening\n");
    assertThat(APPLIANCE.timings().startup()).isPositive().isLessThan(Duration.ofSeconds(60));
    assertThat(APPLIANCE.port(80)).isPositive();
    assertThat(APPLIANCE.uri(80, "/x").toString()).endsWith(":" + APPLIANCE.port(80) + "/x");
  }

  @Test
  @DisplayName("what is typed reaches the guest; a restart begins anew")
  void typeAndRestart() throws Exception {
    APPLIANCE.type("hello");
    APPLIANCE.console().await("^got hello$");
    APPLIANCE.restart();

    assertThat(APPLIANCE.isRunning()).isTrue();
    assertThat(APPLIANCE.console().text()).isEqualTo("listening\n");
  }

  @Test
  @DisplayName("assertions about console and timings say what they saw")
  void assertions() throws Exception {
    APPLIANCE.console().assertShows("^listening$");
    APPLIANCE.console().assertNeverShowed("panic");
    APPLIANCE.timings().assertStartup(Duration.ofSeconds(60));

    assertThatThrownBy(() -> APPLIANCE.console().assertShows("serving"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/serving/:\nlistening");
    assertThatThrownBy(() -> APPLIANCE.console().await("serving", Duration.ofMillis(20)))
        .hasMessageContaining("never showed /serving/ within 20 ms");
    assertThatThrownBy(() -> APPLIANCE.timings().assertStartup(Duration.ofNanos(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("at most 0.0 ms was asked for: vmm ");
    assertThatThrownBy(() -> APPLIANCE.timings().phase("kernal"))
        .hasMessageContaining("no phase kernal: vmm ");
  }

  @Test
  @DisplayName("a kill ends it and tells what it did; a restart begins again")
  void kill() throws Exception {
    assertThat(APPLIANCE.kill().outcome().name()).isEqualTo("READY");
    assertThat(APPLIANCE.isRunning()).isFalse();
    APPLIANCE.restart();
    assertThat(APPLIANCE.isRunning()).isTrue();
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
