// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;

/**
 * What naming files or network costs a start: pairs of boots, with the units and without, on the
 * same machine with a disk or a card. Started by {@code bench/units} at the top of the repository.
 */
final class UnitsBench {

  /** What a program with an ext2 disk names. */
  static final List<String> FILES = List.of("Filesystem", "Ext2", "VirtIOBlk");

  /** What a program with a network names. */
  static final List<String> NETWORK = List.of("Networking", "VirtIONet");

  private static final int RUNS = 31;
  private static final int WARM_UP_RUNS = 2;
  private static final double OVER_MS_MAX = 3.0;

  private final PrintStream report;
  private final Path folder = Path.of("toro-bench/target/bench-units");
  private final BootRunner runner = new BootRunner();

  private UnitsBench(PrintStream report) {
    this.report = report;
  }

  /** Prints the figures; fails when one is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    if (!new UnitsBench(Reports.standardOutput()).run()) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    Files.createDirectories(folder);
    Disk disk = BenchDisk.make(folder);
    Path plain = build("plain", List.of());
    Path files = build("with_files", FILES);
    Path network = build("with_network", NETWORK);
    MachineConfig tcg = MachineConfig.builder().acceleration(Acceleration.TCG).build();
    boolean held = over("files", plain, files, tcg.toBuilder().disk(disk).build());
    return over("network", plain, network, tcg.toBuilder().network(Network.virtio()).build())
        && held;
  }

  private Path build(String name, List<String> units) throws Exception {
    Path program = folder.resolve(name + ".pas");
    Files.writeString(program, "program " + name + ";\nbegin\n  WriteLn('Hello');\nend.\n");
    return new Appliances(folder).build(program, units);
  }

  private boolean over(String name, Path plain, Path named, MachineConfig machine)
      throws Exception {
    long[] overNs = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      // Who goes first alternates, so that what one run leaves behind falls on both alike.
      boolean plainFirst = run % 2 == 0;
      long first = firstByteNs(plainFirst ? plain : named, machine);
      long second = firstByteNs(plainFirst ? named : plain, machine);
      if (run >= 0) {
        overNs[run] = plainFirst ? second - first : first - second;
      }
    }
    Samples over = Samples.of(name + " over plain", overNs);
    boolean held = over.medianMs() <= OVER_MS_MAX;
    report.println(over.line());
    report.printf(
        Locale.ROOT,
        "%-28s %.2f ms  (at most %.1f) %s%n",
        "median " + name,
        over.medianMs(),
        OVER_MS_MAX,
        held ? "ok" : "TOO MUCH");
    return held;
  }

  private long firstByteNs(Path image, MachineConfig machine) throws Exception {
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
            .withMachine(machine);
    BootResult result = runner.run(request);
    if (!result.successful()) {
      throw new IllegalStateException(image + " did not boot: " + result.reason());
    }
    return result.console().firstByteNs().orElseThrow();
  }
}
