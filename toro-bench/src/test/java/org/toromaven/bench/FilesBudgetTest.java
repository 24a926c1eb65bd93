// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.MachineConfig;

/** What a disk costs the start of a program: exact, the same on every host. */
final class FilesBudgetTest {

  private static final long DISK_INSTRUCTIONS_MAX = 42_000;

  @TempDir Path folder;

  @Test
  @DisplayName("files and an ext2 disk of 64 MB cost the start at most 42,000 instructions")
  void diskIsCheap() throws Exception {
    Path program = folder.resolve("disk.pas");
    Files.writeString(program, "program disk;\nbegin\nend.\n");
    Path without = new Appliances(folder.resolve("without")).build(program, List.of());
    Path with = new Appliances(folder.resolve("with")).build(program, FilesBench.UNITS);
    Disk disk = new Disk(FilesBench.disk(folder), Disk.Bus.VIRTIO, true);

    long plain = Counted.startup(without, folder);
    long filed = Counted.startup(with, folder, MachineConfig.builder().disk(disk));

    assertThat(filed - plain).isBetween(1L, DISK_INSTRUCTIONS_MAX);
  }
}
