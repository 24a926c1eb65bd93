// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BootRecord.Verdict;
import org.toromaven.maven.report.BudgetLine;
import org.toromaven.maven.report.BudgetLine.Quantity;
import org.toromaven.maven.report.Circumstances;
import org.toromaven.maven.report.ConsoleRecord;
import org.toromaven.maven.report.InstructionRecord;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;

/** Starts held against limits and against the stored baseline. */
class BudgetCheckTest {
  @TempDir Path folder;

  @Test
  void theMedianIsHeldAgainstTheBudget() throws IOException {
    Budget budget = time(30, Budget.Statistic.MEDIAN);
    assertThat(check(budget, boot("a", 27, 90, 28)).verdict()).isEqualTo(Verdict.PASSED);
    BootRecord record = check(budget, boot("a", 27, 90, 31));
    assertThat(record.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(record.message())
        .isEqualTo(
            """
            from starting the VMM until the program (median of 3 runs) took 31.0 ms, the budget \
            <boot><startupTime> is 30.0 ms
              vmm 30.0 ms
              kernel 1.0 ms""");
  }

  @Test
  void p95SeesTheSlowestOfAFew() throws IOException {
    assertThat(check(time(30, Budget.Statistic.P95), boot("a", 27, 90, 28)).message())
        .contains("(p95 of 3 runs) took 90.0 ms");
  }

  @Test
  void aPhaseHasALimitOfItsOwn() throws IOException {
    Budget budget =
        new Budget(
            new Limits(List.of(new Limits.Limit("kernel", 0.5)), -1),
            Budget.Statistic.MEDIAN,
            Limits.NONE);
    assertThat(check(budget, boot("a", 27)).message())
        .startsWith("phase kernel took 1.0 ms, the budget <boot><startupTime><kernel> is 0.50 ms");
  }

  @Test
  void theKernelHoldsTheInitializationOfUnits() throws IOException {
    Budget budget =
        new Budget(
            Limits.NONE,
            Budget.Statistic.MEDIAN,
            new Limits(
                List.of(new Limits.Limit("kernel", 99), new Limits.Limit("init memory", 40)), -1));
    InstructionRecord traced =
        new InstructionRecord(
            100,
            List.of(
                new InstructionRecord.Share("init Memory", 40),
                new InstructionRecord.Share("kernel", 60)));
    BootRecord record = check(budget, boot("a", 20).measured(Optional.of(traced), List.of()));
    assertThat(record.budgets()).extracting(BudgetLine::actual).containsExactly(100.0, 40.0);
    assertThat(record.message()).startsWith("phase kernel took 100 instructions");
  }

  @Test
  void aMisspeltPhaseIsNotKeptByChance() throws IOException {
    Budget budget =
        new Budget(
            new Limits(List.of(new Limits.Limit("init Memry", 5)), -1),
            Budget.Statistic.MEDIAN,
            Limits.NONE);
    assertThat(check(budget, boot("a", 27)).message())
        .contains("no phase init Memry (there were: whole, vmm, kernel)");
  }

  @Test
  void growthIsJudgedOnlyAgainstTheSameHost() throws IOException {
    Budget budget = new Budget(new Limits(List.of(), 10), Budget.Statistic.MEDIAN, Limits.NONE);
    Baselines baselines = new Baselines(folder);
    baselines.accept(boot("a", 20, 21, 22));

    assertThat(check(budget, boot("a", 23)).verdict()).isEqualTo(Verdict.PASSED);
    BootRecord grown = check(budget, boot("a", 24));
    assertThat(grown.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(grown.message())
        .contains("the baseline has 21.0 ms and <boot><startupTime><growth> allows 10 % more")
        .contains("vmm 23.0 ms (baseline 20.0 ms, +3.0 ms)")
        .contains("vmm grew most since the baseline, by 3.0 ms");
    assertThat(check(budget, boot("another host", 500)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(new BudgetCheck(budget, boot("another host", 500), baselines).missingBaselines())
        .singleElement()
        .asString()
        .contains("no baseline of this VMM and host for boot");
  }

  @Test
  void instructionsAreTheSameOnEveryHost() throws IOException {
    Budget budget = new Budget(Limits.NONE, Budget.Statistic.MEDIAN, new Limits(List.of(), 0));
    new Baselines(folder).accept(counted("a", 13_000));

    assertThat(check(budget, counted("b", 13_000)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(check(budget, counted("b", 13_001)).message())
        .contains("took 14,001 instructions, the baseline has 14,000 instructions")
        .contains("kernel grew most since the baseline, by 1 instruction");
  }

  @Test
  void acceptingChangesOneEntryOnly() throws IOException {
    Baselines baselines = new Baselines(folder);
    baselines.accept(boot("a", 20));
    baselines.accept(boot("b", 30));
    baselines.accept(boot("a", 25));

    String file = Files.readString(baselines.file(Quantity.TIME));
    assertThat(file.lines().filter(line -> line.contains("\"fingerprint\""))).hasSize(2);
    assertThat(baselines.of(boot("a", 1), Quantity.TIME, Budget.Statistic.P95))
        .containsEntry(BudgetLine.WHOLE, 25.0)
        .containsEntry("vmm", 24.0);
    assertThat(baselines.of(boot("b", 1), Quantity.TIME, Budget.Statistic.MEDIAN))
        .containsEntry(BudgetLine.WHOLE, 30.0);
    assertThat(baselines.file(Quantity.INSTRUCTIONS)).doesNotExist();
  }

  private BootRecord check(Budget budget, BootRecord boot) throws IOException {
    return new BudgetCheck(budget, boot, new Baselines(folder)).record();
  }

  private static Budget time(double whole, Budget.Statistic statistic) {
    return new Budget(
        new Limits(List.of(new Limits.Limit(BudgetLine.WHOLE, whole)), -1), statistic, Limits.NONE);
  }

  private static BootRecord counted(String host, long kernel) {
    List<InstructionRecord.Share> shares =
        List.of(
            new InstructionRecord.Share("stub", 1_000),
            new InstructionRecord.Share("kernel", kernel));
    return boot(host, 20)
        .measured(Optional.of(new InstructionRecord(1_000 + kernel, shares)), List.of());
  }

  private static BootRecord boot(String host, double... readyMs) {
    List<RunRecord> runs = java.util.Arrays.stream(readyMs).mapToObj(BudgetCheckTest::run).toList();
    return new BootRecord(
        "boot",
        new Circumstances("qemu", "qemu", "microvm", "", "tcg", "", 128, 1, host),
        "",
        0,
        Verdict.PASSED,
        "",
        ConsoleRecord.NONE,
        runs,
        Optional.empty(),
        List.of());
  }

  private static RunRecord run(double readyMs) {
    return new RunRecord(
        "EXITED",
        true,
        "",
        0,
        readyMs,
        "the program",
        readyMs,
        readyMs,
        List.of(new PhaseTime("vmm", 0, readyMs - 1), new PhaseTime("kernel", readyMs - 1, 1)));
  }
}
