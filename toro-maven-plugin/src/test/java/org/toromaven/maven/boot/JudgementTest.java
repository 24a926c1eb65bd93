// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootTimeline;
import org.toromaven.boot.ConsoleLog;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.Phase;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootRecord.Verdict;
import org.toromaven.vmm.MachineConfig;

class JudgementTest {

  @Test
  void aGoodBootPasses() {
    BootRecord record = judge(good(27));
    assertThat(record.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(record.message()).isEmpty();
    assertThat(BootStory.verdict(record))
        .isEqualTo("booted on qemu microvm: startup 27.0 ms (vmm 26.0 ms, kernel 1.0 ms)");
  }

  @Test
  void aBadBootKeepsItsReason() {
    BootRecord record = judge(bad(BootOutcome.TIMED_OUT));
    assertThat(record.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(record.message()).isEqualTo("because");
  }

  @Test
  void aVmmThatFailsIsAnError() {
    assertThat(judge(bad(BootOutcome.VMM_FAILED)).verdict()).isEqualTo(Verdict.ERROR);
  }

  private static BootRecord judge(BootResult... results) {
    Scenario scenario =
        new Scenario(
            "boot",
            MachineConfig.DEFAULT,
            Optional.empty(),
            List.of(),
            false,
            "",
            "",
            Expectations.SUCCESS,
            Duration.ofSeconds(60),
            Budget.NONE,
            results.length);
    return new Judgement(scenario, Arrays.asList(results)).record();
  }

  private static BootResult good(long readyMs) {
    return result(BootOutcome.EXITED, true, readyMs);
  }

  private static BootResult bad(BootOutcome outcome) {
    return result(outcome, false, 1);
  }

  private static BootResult result(BootOutcome outcome, boolean successful, long readyMs) {
    long ready = readyMs * 1_000_000;
    List<Phase> phases =
        List.of(
            new Phase("vmm", 0, ready - 1_000_000),
            new Phase("kernel", ready - 1_000_000, 1_000_000));
    return new BootResult(
        outcome,
        successful,
        "because",
        OptionalInt.of(0),
        List.of(),
        new BootTimeline(phases, OptionalLong.of(ready), "the program", ready, Optional.empty()),
        new ConsoleLog(Path.of("console.log"), 0, "", OptionalLong.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.of(33),
        "",
        List.of());
  }
}
