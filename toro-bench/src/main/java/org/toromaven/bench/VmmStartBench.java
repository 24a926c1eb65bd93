// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.toromaven.vmm.AllocatorTuning;

/**
 * What {@link AllocatorTuning} takes from the start of a VMM: pairs of boots of the floor guest,
 * with the words in the environment and without. Started by {@code bench/vmm-start} at the top of
 * the repository.
 */
final class VmmStartBench {

  private static final int RUNS = 61;
  private static final int WARM_UP_RUNS = 2;
  private static final double SHARE_MAX = 1.0;
  private static final List<String> WORDS =
      List.of(
          "qemu-system-x86_64",
          "-no-user-config",
          "-nodefaults",
          "-display",
          "none",
          "-no-reboot",
          "-machine",
          "microvm,acpi=off,rtc=on,isa-serial=on",
          "-accel",
          "tcg",
          "-cpu",
          "max",
          "-m",
          "64M",
          "-serial",
          "stdio",
          "-kernel");

  private VmmStartBench() {}

  /** Prints the figures; fails when the words make a start longer. */
  public static void main(String[] arguments) throws Exception {
    PrintStream report = Reports.standardOutput();
    Path floor =
        new Appliances(Path.of("toro-bench/target/bench"))
            .floor(Path.of("toro-bench/src/main/asm/floor.S"));
    long[] plainNs = new long[RUNS];
    long[] tunedNs = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      // Who goes first alternates, so that what one run leaves behind falls on both alike.
      boolean plainFirst = run % 2 == 0;
      long first = firstByteNs(floor, !plainFirst);
      long second = firstByteNs(floor, plainFirst);
      if (run >= 0) {
        plainNs[run] = plainFirst ? first : second;
        tunedNs[run] = plainFirst ? second : first;
      }
    }
    Samples plain = Samples.of("floor, allocator as it is", plainNs);
    Samples tuned = Samples.of("floor, allocator tuned", tunedNs);
    report.println(plain.line());
    report.println(tuned.line());
    double share = tuned.medianMs() / plain.medianMs();
    report.printf(
        Locale.ROOT,
        "%-28s %.3f  (at most %.1f) %s%n",
        "tuned over plain",
        share,
        SHARE_MAX,
        share <= SHARE_MAX ? "ok" : "TOO MUCH");
    if (share > SHARE_MAX) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private static long firstByteNs(Path image, boolean tuned) throws IOException {
    List<String> words = new ArrayList<>(WORDS);
    words.add(image.toString());
    try (HttpGuest guest = tuned ? HttpGuest.spawn(words) : HttpGuest.spawnUntuned(words)) {
      return guest.firstByteNs().orElseThrow();
    }
  }
}
