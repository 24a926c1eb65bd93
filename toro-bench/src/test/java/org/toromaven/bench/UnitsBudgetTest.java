// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;

/** What naming files and network costs a program: exact, the same on every host. */
final class UnitsBudgetTest {

  private static final long FILES_BYTES_MAX = 40_000;
  private static final long NETWORK_BYTES_MAX = 60_000;
  private static final long USED_FILES_BYTES_MAX = 40_000;
  private static final long FILES_INSTRUCTIONS_MAX = 42_000;
  private static final long NETWORK_INSTRUCTIONS_MAX = 125_000;

  private static final String HELLO = "begin\n  WriteLn('Hello');\nend.\n";
  private static final String WRITES_AND_READS =
      """
      var
        F: Text;
        Line: string;
      begin
        Assign(F, '/a.txt');
        Rewrite(F);
        WriteLn(F, 'one');
        Close(F);
        Reset(F);
        ReadLn(F, Line);
        Close(F);
        WriteLn(Line);
      end.
      """;

  @TempDir static Path folder;
  private static Path plain;

  @BeforeAll
  static void buildPlain() throws Exception {
    plain = build("plain", HELLO, List.of());
  }

  @Test
  @DisplayName(
      "Filesystem, Ext2, VirtIOBlk: at most 40,000 bytes; 42,000 instructions with a 64 MB disk")
  void files() throws Exception {
    Path image = build("with_files", HELLO, UnitsBench.FILES);
    MachineConfigBuilder machine = MachineConfig.builder().disk(BenchDisk.make(folder));

    assertThat(Files.size(image) - Files.size(plain)).isBetween(1L, FILES_BYTES_MAX);
    assertThat(Counted.startup(image, folder, machine) - Counted.startup(plain, folder))
        .isBetween(1L, FILES_INSTRUCTIONS_MAX);
  }

  @Test
  @DisplayName("Networking, VirtIONet: at most 60,000 bytes, and the boot with a card")
  void network() throws Exception {
    Path image = build("with_network", HELLO, UnitsBench.NETWORK);
    MachineConfigBuilder machine = MachineConfig.builder().network(Network.virtio());

    assertThat(Files.size(image) - Files.size(plain)).isBetween(1L, NETWORK_BYTES_MAX);
    assertThat(Counted.startup(image, folder, machine) - Counted.startup(plain, folder))
        .isBetween(1L, NETWORK_INSTRUCTIONS_MAX);
  }

  @Test
  @DisplayName("a program that writes and reads files pays at most 40,000 bytes for disks")
  void usedFiles() throws Exception {
    Path inMemory = build("in_memory", WRITES_AND_READS, List.of());
    Path onDisk = build("on_disk", WRITES_AND_READS, UnitsBench.FILES);

    assertThat(Files.size(onDisk) - Files.size(inMemory)).isBetween(1L, USED_FILES_BYTES_MAX);
  }

  private static Path build(String name, String text, List<String> units) throws Exception {
    Path program = folder.resolve(name + ".pas");
    Files.writeString(program, "program " + name + ";\n" + text);
    return new Appliances(folder).build(program, units);
  }
}
