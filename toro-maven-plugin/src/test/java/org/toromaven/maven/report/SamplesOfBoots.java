// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.List;
import java.util.Optional;

/** Boot summaries for tests. */
public final class SamplesOfBoots {
  private SamplesOfBoots() {}

  /** A scenario that passed in three runs, its instructions counted, within its budget. */
  public static BootRecord passed(String consoleFile) {
    return new BootRecord(
        "boot",
        circumstances("qemu", "microvm", "tcg"),
        "qemu-system-x86_64 -kernel Toro.elf",
        1,
        BootRecord.Verdict.PASSED,
        "",
        new ConsoleRecord(consoleFile, List.of("Hello World"), List.of()),
        List.of(run(30.5), run(27.25), run(29)),
        Optional.of(
            new InstructionRecord(
                14_000,
                List.of(
                    new InstructionRecord.Share("stub", 1_000),
                    new InstructionRecord.Share("kernel", 13_000)))),
        List.of(
            new BudgetLine(
                BudgetLine.Quantity.TIME, BudgetLine.WHOLE, "median of 3 runs", 40, 29, 28, -1)));
  }

  /** A scenario that failed; its message and console hold what XML must escape. */
  public static BootRecord failed(String consoleFile) {
    return new BootRecord(
        "second <one>",
        circumstances("qemu", "pc", "tcg"),
        "qemu-system-x86_64 -M pc",
        1,
        BootRecord.Verdict.FAILED,
        "expected \"<World>\" & got ]]>\nsecond line",
        new ConsoleRecord(
            consoleFile, List.of("bell \u0007 and null \u0000"), List.of("qemu: warning")),
        List.of(new RunRecord("EXITED", false, "no", 3, -1, "", 40.125, 55, List.of())),
        Optional.empty(),
        List.of());
  }

  /** A scenario for which no VMM could be started. */
  public static BootRecord error() {
    return new BootRecord(
        "third",
        circumstances("firecracker", "microvm", ""),
        "",
        1,
        BootRecord.Verdict.ERROR,
        "no firecracker on the PATH",
        ConsoleRecord.NONE,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** What a sample ran on. */
  public static Circumstances circumstances(String vmm, String machine, String acceleration) {
    return new Circumstances(
        vmm, "", machine, "", acceleration, "there is no /dev/kvm", 128, 1, "2 x test, Linux");
  }

  /** A summary of these. */
  public static BootSummary summary(BootRecord... boots) {
    return new BootSummary(
        "org.example.hello", "Toro.elf", 30_056, "ab".repeat(32), List.of(boots));
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
        readyMs + 5,
        List.of(new PhaseTime("vmm", 0, readyMs - 1), new PhaseTime("kernel", readyMs - 1, 1)));
  }
}
