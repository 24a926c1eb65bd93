// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.compiler.ProgramFinder;
import org.toromaven.disk.DiskBuilder;
import org.toromaven.disk.DiskFormat;
import org.toromaven.disk.DiskRequest;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;

/**
 * What a disk adds to the boot: {@code examples/hello-world} with the units Filesystem, Ext2 and
 * VirtIOBlk and a disk of 64 MB, against the same without both. Started by {@code bench/files} at
 * the top of the repository, for which it also makes the image of {@code diskspeed.pas}.
 */
final class FilesBench {

  /** The kernel units of a program with an ext2 disk. */
  static final List<String> UNITS = List.of("Filesystem", "Ext2", "VirtIOBlk");

  private static final int RUNS = 45;
  private static final int WARM_UP_RUNS = 2;
  private static final double ADDED_MS_MAX = 3.0;
  private static final long DISK_BYTES = 64L << 20;

  private final PrintStream report;
  private final Path folder = Path.of("toro-bench/target/bench-files");
  private final BootRunner runner = new BootRunner();

  private FilesBench(PrintStream report) {
    this.report = report;
  }

  /** Prints the figures; fails when one is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    boolean held = new FilesBench(Reports.standardOutput()).run();
    if (!held) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  /** An empty disk of 64 MB with an ext2 filesystem. */
  static Path disk(Path folder) throws Exception {
    Path image = Files.createDirectories(folder).resolve("disk.img");
    DiskBuilder.build(
        new DiskRequest(
            image, DiskFormat.EXT2, DISK_BYTES, Optional.empty(), "", Instant.ofEpochSecond(0)));
    return image;
  }

  private boolean run() throws Exception {
    Appliances appliances = new Appliances(folder);
    appliances.build(Path.of("toro-bench/src/main/pascal/diskspeed.pas"), UNITS);
    Path program = ProgramFinder.find(Path.of("examples/hello-world/src/main/pascal"));
    Path plain = new Appliances(folder.resolve("plain")).build(program, List.of());
    Path filed = new Appliances(folder.resolve("filed")).build(program, UNITS);
    Path image = disk(folder);
    report.printf(
        Locale.ROOT, "%-44s %,d%n", "added to the image, bytes", size(filed) - size(plain));
    return compare(plain, filed, new Disk(image, Disk.Bus.VIRTIO, true));
  }

  /** Three boots a round, in an order that goes round: without, QEMU's own share, with. */
  private boolean compare(Path plain, Path filed, Disk disk) throws Exception {
    long[] withoutNs = new long[RUNS];
    long[] attachedNs = new long[RUNS];
    long[] withNs = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      long[] ns = new long[3];
      for (int turn = 0; turn < ns.length; turn++) {
        int which = Math.floorMod(run + turn, ns.length);
        ns[which] =
            switch (which) {
              case 0 -> firstByteNs(plain, Optional.empty());
              case 1 -> firstByteNs(plain, Optional.of(disk));
              default -> firstByteNs(filed, Optional.of(disk));
            };
      }
      if (run >= 0) {
        withoutNs[run] = ns[0];
        attachedNs[run] = ns[1] - ns[0];
        withNs[run] = ns[2] - ns[0];
      }
    }
    report.println(Samples.of("without units and disk", withoutNs).line());
    report.println(Samples.of("disk alone (QEMU's share)", attachedNs).line());
    Samples added = Samples.of("units and disk", withNs);
    report.println(added.line());
    boolean held = added.medianMs() <= ADDED_MS_MAX;
    report.printf(
        Locale.ROOT,
        "%-44s %.1f  (at most %.1f) %s%n",
        "added to the boot, ms",
        added.medianMs(),
        ADDED_MS_MAX,
        held ? "ok" : "TOO MUCH");
    return held;
  }

  private long firstByteNs(Path image, Optional<Disk> disk) throws Exception {
    MachineConfigBuilder machine = MachineConfig.builder().acceleration(Acceleration.TCG);
    disk.ifPresent(machine::disk);
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
            .withMachine(machine.build());
    BootResult result = runner.run(request);
    if (!result.successful()) {
      throw new IllegalStateException(image + " did not boot: " + result.reason());
    }
    return result.console().firstByteNs().orElseThrow();
  }

  private static long size(Path image) throws Exception {
    return Files.size(image);
  }
}
