// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.Vmms;

/** The extension over a VMM that is a shell script: it greets, then echoes what is typed. */
class ApplianceExtensionTest {

  private static final String ECHO = "echo listening; while read line; do echo \"got $line\"; done";

  @RegisterExtension
  static final ApplianceExtension APPLIANCE =
      ApplianceExtension.of("target/echo.elf")
          .forward(80)
          .awaitConsole("listening")
          .machine(machine -> machine.vmm("script"))
          .runner(scripted(ECHO))
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
    run(Failing.class)
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
            .selectors(selectClass(Broken.class))
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

  private static BootRunner scripted(String script) {
    return new BootRunner(new Vmms(List.of(new Script(script))));
  }

  /** Run by the test above only. */
  @Tag("kit")
  static class Failing {
    @RegisterExtension
    static final ApplianceExtension APPLIANCE =
        ApplianceExtension.of("target/failing.elf")
            .awaitConsole("listening")
            .machine(machine -> machine.vmm("script"))
            .runner(scripted(ECHO))
            .build();

    @Test
    void fails() {
      throw new IllegalStateException("no");
    }
  }

  /** Run by the test above only. */
  @Tag("kit")
  static class Broken {
    @RegisterExtension
    static final ApplianceExtension APPLIANCE =
        ApplianceExtension.of("target/broken.elf")
            .awaitConsole("listening")
            .machine(machine -> machine.vmm("script"))
            .runner(scripted("echo starting up; echo no disk found >&2; exit 1"))
            .build();

    @Test
    void neverRuns() {
      throw new IllegalStateException("must not run");
    }
  }

  private record Script(String text) implements Vmm {
    @Override
    public String name() {
      return "script";
    }

    @Override
    public VmmAvailability availability(MachineConfig machine) {
      return VmmAvailability.found(Path.of("/bin/sh"), "", "part of every system");
    }

    @Override
    public Launch prepare(LaunchRequest request) {
      return Launch.of(
          new VmmCommand(List.of("/bin/sh", "-c", text)),
          new AccelerationChoice(Acceleration.TCG, "no guest at all"),
          Launch.Marks.CONSOLE);
    }
  }
}
