// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.List;

/** Boot summaries for tests. */
public final class SamplesOfBoots {
  private SamplesOfBoots() {}

  /** A scenario that passed in three runs. */
  public static BootRecord passed(String consoleFile) {
    return new BootRecord(
        "boot",
        "qemu microvm tcg",
        "there is no /dev/kvm",
        "qemu-system-x86_64 -kernel Toro.elf",
        1,
        BootRecord.Verdict.PASSED,
        "",
        consoleFile,
        List.of("Hello World"),
        List.of(),
        List.of(run(30.5), run(27.25), run(29)));
  }

  /** A scenario that failed; its message and console hold what XML must escape. */
  public static BootRecord failed(String consoleFile) {
    return new BootRecord(
        "second <one>",
        "qemu pc tcg",
        "",
        "qemu-system-x86_64 -M pc",
        1,
        BootRecord.Verdict.FAILED,
        "expected \"<World>\" & got ]]>\nsecond line",
        consoleFile,
        List.of("bell \u0007 and null \u0000"),
        List.of("qemu: warning"),
        List.of(new RunRecord("EXITED", false, "no", 3, -1, "", 40.125, 55, List.of())));
  }

  /** A scenario for which no VMM could be started. */
  public static BootRecord error() {
    return new BootRecord(
        "third",
        "firecracker microvm",
        "",
        "",
        1,
        BootRecord.Verdict.ERROR,
        "no firecracker on the PATH",
        "",
        List.of(),
        List.of(),
        List.of());
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
