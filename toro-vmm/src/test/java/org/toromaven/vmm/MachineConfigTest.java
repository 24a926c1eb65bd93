// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MachineConfigTest {

  private static final MachineConfig FIRECRACKER =
      MachineConfig.builder()
          .vmm("firecracker")
          .executable(Path.of("/opt/firecracker"))
          .arguments("--seccomp-filter", "x")
          .memoryMib(64)
          .disk(Disk.virtio(Path.of("a.img")))
          .acceleration(Acceleration.KVM)
          .build();

  @Test
  @DisplayName("executable and arguments of a VMM are not given to another one")
  void otherVmm() {
    MachineConfig qemu = FIRECRACKER.withVmm("qemu");

    assertThat(qemu.vmm()).isEqualTo("qemu");
    assertThat(qemu.executable()).isEmpty();
    assertThat(qemu.arguments()).isEmpty();
    assertThat(qemu.memoryMib()).isEqualTo(64);
    assertThat(qemu.disks()).hasSize(1);
    assertThat(FIRECRACKER.withVmm("Firecracker")).isEqualTo(FIRECRACKER);
  }

  @Test
  @DisplayName("a counting machine is QEMU's emulation of the same one")
  void counting() {
    MachineConfig counting = FIRECRACKER.counting();

    assertThat(counting.vmm()).isEqualTo("qemu");
    assertThat(counting.acceleration()).isEqualTo(Acceleration.TCG);
    assertThat(counting.instructionCounting()).isTrue();
    assertThat(counting.executable()).isEmpty();
    MachineConfig ours =
        MachineConfig.builder().executable(Path.of("/opt/qemu")).firmware("seabios").build();
    assertThat(ours.counting().executable()).hasValue(Path.of("/opt/qemu"));
    assertThat(ours.counting().firmware()).hasValue("seabios");
  }
}
