// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.disk.ResourceBuilder;
import org.toromaven.disk.ResourceRequest;
import org.toromaven.image.ImageFormat;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfigBuilder;

/** Every way a disk can come to an appliance. */
@DisplayName("Disks of every kind")
class DiskDriverTest {
  private static final int MANY = 3000;
  private static final long[] PLACES = {5000, 100_000, 30_000_000, 100_000_000, 3_221_225_472L};

  @TempDir Path folder;
  private DiskPrograms programs;

  @BeforeEach
  void setUp() {
    programs = new DiskPrograms(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "PC, '-device virtio-blk-pci,drive=d,disable-modern=on,disable-legacy=off'",
    "PC, '-device virtio-blk-pci,drive=d,disable-modern=off,disable-legacy=on'",
    "Q35, '-device virtio-blk-pci,drive=d'",
    "MICROVM, '-global virtio-mmio.force-legacy=true -device virtio-blk-device,drive=d'",
    "MICROVM, '-global virtio-mmio.force-legacy=false -device virtio-blk-device,drive=d'",
    "PC, '-device ide-hd,drive=d,bus=ide.1,unit=1'",
    // Without PCI there is no bus master: every byte goes through ports.
    "MICROVM, '-device isa-ide,id=i -device ide-hd,drive=d,bus=i.0'",
  })
  @DisplayName("the same work on virtio legacy and modern, PCI and MMIO, IDE by DMA and by ports")
  void drivers(Machine machine, String words) throws Exception {
    Path image = filled(Volumes.EXT2_1K);
    work(attached(machine, image, words));
    judge(Volumes.EXT2_1K, image);
  }

  @Test
  @DisplayName("a partition of a GUID partition table")
  void gpt() throws Exception {
    Path disk = Partitioned.gpt(folder.resolve("gpt.img"), filled(Volumes.EXT2_4K));
    work(DiskPrograms.machine(Machine.MICROVM).disk(Disk.virtio(disk)));
    judge(Volumes.EXT2_4K, Partitioned.extract(disk, folder.resolve("part.img")));
  }

  @Test
  @DisplayName("the third logical partition of a chain that ends in a circle")
  void logical() throws Exception {
    Path disk = Partitioned.logical(folder.resolve("mbr.img"), filled(Volumes.EXT2_1K));
    work(DiskPrograms.machine(Machine.MICROVM).disk(Disk.virtio(disk)));
    judge(Volumes.EXT2_1K, Partitioned.extract(disk, folder.resolve("part.img")));
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"ELF32_MULTIBOOT", "ELF64_PVH"})
  @DisplayName("a module beside the image, by multiboot and PVH")
  void module(ImageFormat format) throws Exception {
    Path image = programs.image("diskwork", format, List.of());
    Disk module = new Disk(filled(Volumes.EXT2_1K), Disk.Bus.RAM, false);
    MachineConfigBuilder machine = DiskPrograms.machine(Machine.MICROVM).disk(module);
    expect("diskwork", programs.boot(image, machine));
  }

  @Test
  @DisplayName("files in the image are read-only, with the errors of Linux")
  void resources() throws Exception {
    Path object = folder.resolve("resources.o");
    Path tree = Trees.make(folder.resolve("tree"));
    ResourceBuilder.build(new ResourceRequest(object, tree, Instant.ofEpochSecond(1)));
    Path image = programs.image("resourcework", ImageFormat.ELF32_MULTIBOOT, List.of(object));
    expect("resourcework", programs.boot(image, DiskPrograms.machine(Machine.MICROVM)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Filesystem", "Process"})
  @DisplayName("what was written reaches the disk though no file is used any more")
  void writeBack(String unit) throws Exception {
    Path disk = Volumes.EXT2_1K.make(folder.resolve("disk.img"), "8M");
    Path image = programs.image("writeback", unit);
    MachineConfigBuilder machine = DiskPrograms.machine(Machine.MICROVM).disk(Disk.virtio(disk));
    expect("writeback", programs.boot(image, machine));
    Volumes.EXT2_1K.judge(disk);
  }

  @Test
  @DisplayName(
      "thousands of entries, sparse files of 3 GiB, links and times, for Linux and from it")
  void large() throws Exception {
    Path tree = Trees.make(folder.resolve("tree"));
    Path many = Files.createDirectory(tree.resolve("many"));
    for (int i = 0; i < MANY; i++) {
      Files.createFile(many.resolve("entry " + i));
    }
    writePlaces(tree.resolve("sparse"));
    Files.createFile(tree.resolve("dated"));
    Files.setLastModifiedTime(
        tree.resolve("dated"), FileTime.from(Instant.ofEpochSecond(1_111_111_111)));
    Path disk = folder.resolve("disk.img");
    Tool.check("mke2fs", "-q", "-t", "ext2", "-b", "1024", "-N", "8192", "-d", tree, disk, "32M");

    MachineConfigBuilder machine = DiskPrograms.machine(Machine.MICROVM).disk(Disk.virtio(disk));
    expect("bigwork", programs.boot(programs.image("bigwork"), machine));

    judgeLarge(disk);
  }

  private static void judgeLarge(Path disk) throws Exception {
    Volumes.EXT2_1K.judge(disk);
    String names = Tool.check("debugfs", "-R", "ls -p /ours", disk);
    // Inode 0 is an entry that was removed.
    assertThat(names.lines().filter(line -> line.matches("/[1-9].*/entry .*")))
        .hasSize(2 * MANY / 3);
    assertThat(Tool.check("debugfs", "-R", "stat \"/our sparse\"", disk))
        .contains("Size: " + (PLACES[PLACES.length - 1] + 7));
    for (int i = 0; i < PLACES.length; i++) {
      assertThat(placeOf(disk, PLACES[i])).isEqualTo("place " + i);
    }
    assertThat(Tool.check("debugfs", "-R", "stat \"/our dated\"", disk))
        .contains("mtime: 0x499602d2");
    assertThat(Tool.check("debugfs", "-R", "stat \"/our link\"", disk)).contains("dir/file1");
    assertThat(Tool.check("debugfs", "-R", "cat \"/our long\"", disk)).contains("y".repeat(80));
  }

  /** What stands at an offset of the sparse file, by debugfs's map of its blocks. */
  private static String placeOf(Path disk, long offset) throws Exception {
    String said = Tool.check("debugfs", "-R", "bmap \"/our sparse\" " + offset / 1024, disk);
    String block = said.lines().reduce((first, second) -> second).orElseThrow().strip();
    byte[] bytes = new byte[7];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.seek(Long.parseLong(block) * 1024 + offset % 1024);
      file.readFully(bytes);
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static void writePlaces(Path file) throws Exception {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < PLACES.length; i++) {
        out.seek(PLACES[i]);
        out.write(("place " + i).getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Machine.class,
      names = {"MICROVM", "PC"})
  @DisplayName("a program registers a disk and a filesystem of its own by Toro's calls")
  void ownDrivers(Machine machine) throws Exception {
    Path image = programs.image("torodrivers");
    expect("torodrivers", programs.boot(image, DiskPrograms.machine(machine)));
  }

  private void work(MachineConfigBuilder machine) throws Exception {
    expect("diskwork", programs.boot(programs.image("diskwork"), machine));
  }

  private static MachineConfigBuilder attached(Machine machine, Path image, String words) {
    String drive = "-drive if=none,format=raw,id=d,file=" + image + " ";
    return DiskPrograms.machine(machine).arguments((drive + words).split(" "));
  }

  private Path filled(Volumes volume) throws Exception {
    return volume.makeFilled(folder.resolve("disk.img"), Trees.make(folder.resolve("tree")));
  }

  private static void judge(Volumes volume, Path image) throws Exception {
    volume.judge(image);
    assertThat(volume.read(image, "dir/file7")).isEqualTo("text 7\nfrom the appliance\n");
    assertThat(volume.read(image, "big file.bin")).hasSize(3_000_000);
  }

  private static void expect(String program, BootResult result) throws Exception {
    assertThat(DiskPrograms.console(result))
        .as(result.reason())
        .isEqualTo(DiskPrograms.expected(program));
    assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.EXITED);
  }
}
