// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.Expectations;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootRecord.Verdict;
import org.toromaven.maven.report.BootSummary;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.MachineConfig;

/** Several scenarios over a VMM that is a shell script. */
class ParallelBootsTest {
  private static final String EXIT =
      "printf '\\033_Tp2\\033\\\\'; " + "printf '\\033_Tx3e8 0\\033\\\\'";

  @TempDir Path folder;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  /** Each waits for the other to begin: one after the other they would wait until the time-out. */
  @Test
  void scenariosRunBesideEachOther() throws Exception {
    BootSummary summary =
        boot(2, scenario("a", false, meet("a", "b")), scenario("b", false, meet("b", "a")));
    assertThat(summary.boots()).extracting(BootRecord::verdict).containsOnly(Verdict.PASSED);
    assertThat(summary.boots()).extracting(BootRecord::name).containsExactly("a", "b");
  }

  @Test
  void oneThatMustBeAloneHasNobodyBesideIt() throws Exception {
    Path log = folder.resolve("log");
    boot(
        4,
        scenario("a", false, note(log, "a")),
        scenario("b", false, note(log, "b")),
        scenario("alone", true, note(log, "alone")),
        scenario("c", false, note(log, "c")));
    List<String> lines = Files.readAllLines(log);
    assertThat(lines.subList(4, 6)).containsExactly("+alone", "-alone");
    assertThat(lines.subList(6, 8)).containsExactly("+c", "-c");
  }

  @Test
  void eachTellsItsStoryInOnePieceAndKeepsItsConsole() throws Exception {
    BootSummary summary =
        boot(2, scenario("a", false, meet("a", "b")), scenario("b", false, meet("b", "a")));
    assertThat(told).hasSize(4);
    assertThat(told.get(0).charAt(0)).isEqualTo(told.get(1).charAt(0));
    assertThat(told.get(2).charAt(0)).isEqualTo(told.get(3).charAt(0));
    assertThat(summary.boots())
        .extracting(BootRecord::consoleTail)
        .containsExactly(List.of("I am a"), List.of("I am b"));
  }

  @Test
  void badOnesAreNamedTogether() throws Exception {
    BootSummary summary =
        boot(
            3,
            scenario("good", false, "echo fine; " + EXIT),
            scenario("first bad", false, "echo oops; exit 3"),
            scenario("second bad", false, "echo never"));
    assertThat(summary.boots()).extracting(BootRecord::verdict).contains(Verdict.PASSED);
    assertThat(message())
        .startsWith("2 of 3 boots did not do what was asked: first bad; second bad\n")
        .contains("first bad")
        .contains("second bad")
        .doesNotContain("(good)");
  }

  private String message() throws Exception {
    try {
      BootSummary passed = VerifyStep.run(folder.resolve("work/boot-summary.json"));
      throw new AssertionError("it passed: " + passed);
    } catch (org.toromaven.maven.report.ApplianceException e) {
      return e.getMessage();
    }
  }

  private BootSummary boot(int parallel, Scenario... scenarios) throws Exception {
    Path image = Files.writeString(folder.resolve("Toro.elf"), "not read by a script");
    BootPlan plan =
        new BootPlan(
            "org.example",
            image,
            Map.of(),
            folder,
            List.of(scenarios),
            parallel,
            new Baselines(folder),
            false,
            folder.resolve("work"),
            folder.resolve("reports"));
    return new BootStep(plan, new Told()).run();
  }

  private String meet(String self, String other) {
    Path mine = folder.resolve("begun-" + self);
    Path theirs = folder.resolve("begun-" + other);
    return "touch "
        + mine
        + "; while ! test -e "
        + theirs
        + "; do :; done; echo I am "
        + self
        + "; "
        + EXIT;
  }

  private static String note(Path log, String name) {
    return "echo +"
        + name
        + " >> "
        + log
        + "; sleep 0.1; echo -"
        + name
        + " >> "
        + log
        + "; "
        + EXIT;
  }

  private static Scenario scenario(String name, boolean alone, String script) {
    MachineConfig machine =
        MachineConfig.builder()
            .vmm("command")
            .executable(Path.of("/bin/sh"))
            .arguments("-c", script)
            .build();
    return new Scenario(
        name,
        machine,
        Optional.empty(),
        List.of(),
        alone,
        "",
        "",
        Expectations.SUCCESS,
        Duration.ofSeconds(60),
        Budget.NONE,
        1);
  }

  private final class Told implements Narrator {
    @Override
    public void info(String line) {
      told.add(line);
    }

    @Override
    public void warn(String line) {
      told.add(line);
    }

    @Override
    public void error(String line) {
      told.add(line);
    }

    @Override
    public void debug(String line) {}
  }
}
