// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfigBuilder;

/** Appliances on disks that Linux has filled, and Linux on what they leave. */
@DisplayName("Appliances with disks")
class DiskGuestTest {
  private static final Pattern KEPT = Pattern.compile("kept ([0-9]+)\n");
  private static final int RECORD_BYTES = 16;

  @TempDir Path folder;
  private DiskPrograms programs;

  @BeforeEach
  void setUp() {
    programs = new DiskPrograms(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "MICROVM, VIRTIO, EXT2_1K", "PC, VIRTIO, EXT2_4K", "PC, IDE, EXT2_2K_INDEXED",
    "MICROVM, VIRTIO, FAT16", "PC, IDE, FAT12", "Q35, VIRTIO, FAT32"
  })
  @DisplayName("read what Linux wrote, and leave a volume without fault that Linux reads")
  void work(Machine machine, Disk.Bus bus, Volumes volume) throws Exception {
    Path image = volume.makeFilled(folder.resolve("disk.img"), Trees.make(folder.resolve("tree")));
    MachineConfigBuilder config = DiskPrograms.machine(machine).disk(new Disk(image, bus, false));

    BootResult result = programs.boot(programs.image("diskwork"), config);

    assertThat(DiskPrograms.console(result)).isEqualTo(DiskPrograms.expected("diskwork"));
    assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.EXITED);
    volume.judge(image);
    assertThat(volume.read(image, "dir/file7")).isEqualTo("text 7\nfrom the appliance\n");
    assertThat(volume.read(image, "many/moved")).isEqualTo("text 1");
    assertThat(volume.read(image, "big file.bin")).hasSize(3_000_000);
  }

  @Test
  @DisplayName("mount disks and partitions by Toro's calls")
  void toro() throws Exception {
    Path tree = Trees.make(folder.resolve("tree"));
    Path first = Volumes.EXT2_1K.makeFilled(folder.resolve("first.img"), tree);
    Path volume = Volumes.FAT16.makeFilled(folder.resolve("volume.img"), tree);
    Path second = Partitioned.disk(folder.resolve("second.img"), volume);
    MachineConfigBuilder config =
        DiskPrograms.machine(Machine.PC).arguments(ideDisks(first, second));

    BootResult result = programs.boot(programs.image("torowork"), config);

    assertThat(DiskPrograms.console(result)).isEqualTo(DiskPrograms.expected("torowork"));
    Volumes.EXT2_1K.judge(first);
    assertThat(Volumes.EXT2_1K.read(first, "made")).isEqualTo("made");
  }

  @Test
  @DisplayName("keep what fsync promised when the VMM is killed")
  void powerCut() throws Exception {
    cutPower(2, 1);
  }

  @Test
  @Tag("long")
  @DisplayName("keep what fsync promised when the VMM is killed at 200 moments")
  void longPowerCut() throws Exception {
    cutPower(200, 2);
  }

  private void cutPower(int cuts, long seed) throws Exception {
    Path program = programs.image("powerload");
    Random random = new Random(seed);
    int kept = 0;
    for (int cut = 0; cut < cuts; cut++) {
      Path image = Volumes.EXT2_4K.make(folder.resolve("cut.img"));
      MachineConfigBuilder config = DiskPrograms.machine(Machine.MICROVM).disk(Disk.virtio(image));
      Duration life = Duration.ofMillis(2500 + random.nextInt(1500));
      BootResult result = programs.boot(program, config, life);
      assertThat(result.outcome()).isEqualTo(BootOutcome.TIMED_OUT);
      int promised = lastKept(DiskPrograms.console(result));
      kept += promised;
      Tool.check(HostedProgram.HOSTED.resolve("check-ext2.sh"), image);
      assertThat(Volumes.EXT2_4K.read(image, "log")).startsWith(records(promised));
    }
    assertThat(kept).as("the load got to promise something").isPositive();
  }

  /** Master and slave of the first controller. */
  private static String[] ideDisks(Path master, Path slave) {
    return new String[] {
      "-drive", "format=raw,if=ide,index=0,file=" + master,
      "-drive", "format=raw,if=ide,index=1,file=" + slave
    };
  }

  private static int lastKept(String console) {
    Matcher matcher = KEPT.matcher(console);
    int last = 0;
    while (matcher.find()) {
      last = Integer.parseInt(matcher.group(1));
    }
    return last;
  }

  private static String records(int count) {
    StringBuilder text = new StringBuilder(count * RECORD_BYTES);
    for (int i = 1; i <= count; i++) {
      text.append(String.format("record %08d%n", i));
    }
    return text.toString();
  }
}
