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

/** What devices and cores cost a program: exact, the same on every host. */
final class CoresBudgetTest {

  private static final long CORES_INSTRUCTIONS_MAX = 2_000;
  private static final long DEVICES_INSTRUCTIONS_MAX = 1_000;
  private static final long DEVICES_BYTES_MAX = 20_000;

  @TempDir static Path folder;
  private static Path plain;

  @BeforeAll
  static void buildPlain() throws Exception {
    plain = build("without", "");
  }

  @Test
  @DisplayName("starting the other cores costs the first at most 2,000 instructions")
  void coresStartBesideTheBoot() throws Exception {
    Path cores = build("with_cores", "uses Toro.Smp;");
    assertThat(Counted.startup(cores, folder))
        .isLessThanOrEqualTo(Counted.startup(plain, folder) + CORES_INSTRUCTIONS_MAX);
  }

  @Test
  @DisplayName("Devices costs at most 1,000 instructions where there are none, and 20,000 bytes")
  void devicesAreSmall() throws Exception {
    Path devices = build("with_devices", "uses Devices;");
    assertThat(Counted.startup(devices, folder))
        .isLessThanOrEqualTo(Counted.startup(plain, folder) + DEVICES_INSTRUCTIONS_MAX);
    assertThat(Files.size(devices)).isLessThanOrEqualTo(Files.size(plain) + DEVICES_BYTES_MAX);
  }

  private static Path build(String name, String uses) throws Exception {
    Path program = folder.resolve(name + ".pas");
    Files.writeString(program, "program " + name + ";\n" + uses + "\nbegin\nend.\n");
    return new Appliances(folder).build(program, List.of());
  }
}
