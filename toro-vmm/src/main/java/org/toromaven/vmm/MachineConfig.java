// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The machine a boot asks for. Immutable; made with {@link #builder()} or from {@link #DEFAULT}.
 *
 * @param vmm name of the {@link Vmm}: {@code qemu} unless told otherwise
 * @param executable the VMM's program; empty: found by the VMM itself
 * @param machine the machine
 * @param firmware {@code seabios}, {@code qboot} or the path of a firmware file; empty: what the
 *     machine starts fastest with
 * @param memoryMib memory of the guest, in MiB
 * @param cpus number of virtual CPUs
 * @param acceleration how the guest's instructions are executed
 * @param instructionCounting whether the TSC counts executed instructions exactly (QEMU {@code
 *     -icount shift=0,sleep=off}); implies TCG
 * @param disks disks beside the image
 * @param networks network interfaces
 * @param debugPort TCP port on 127.0.0.1 where gdb may attach; the guest then waits for it
 * @param arguments words added at the end of the VMM's command line
 */
public record MachineConfig(
    String vmm,
    Optional<Path> executable,
    Machine machine,
    Optional<String> firmware,
    int memoryMib,
    int cpus,
    Acceleration acceleration,
    boolean instructionCounting,
    List<Disk> disks,
    List<Network> networks,
    OptionalInt debugPort,
    List<String> arguments) {

  /** Name of the VMM that is used unless told otherwise. */
  static final String QEMU = "qemu";

  /** QEMU's microvm with 128 MiB and one CPU, accelerated where that works. */
  public static final MachineConfig DEFAULT = builder().build();

  public MachineConfig {
    Objects.requireNonNull(vmm, "vmm");
    Objects.requireNonNull(executable, "executable");
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(firmware, "firmware");
    requirePositive(memoryMib, "memory in MiB");
    requirePositive(cpus, "number of CPUs");
    Objects.requireNonNull(acceleration, "acceleration");
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    Objects.requireNonNull(debugPort, "debugPort");
    arguments = List.copyOf(arguments);
  }

  /** A builder that starts from the defaults. */
  public static MachineConfigBuilder builder() {
    return new MachineConfigBuilder();
  }

  /** A builder that starts from this configuration. */
  public MachineConfigBuilder toBuilder() {
    return new MachineConfigBuilder(this);
  }

  /**
   * The same machine under a VMM. Executable, firmware and arguments belong to the VMM they were
   * set for, and are left out for another.
   */
  public MachineConfig withVmm(String name) {
    if (vmm.equalsIgnoreCase(name)) {
      return this;
    }
    return new MachineConfig(
        name,
        Optional.empty(),
        machine,
        Optional.empty(),
        memoryMib,
        cpus,
        acceleration,
        instructionCounting,
        disks,
        networks,
        debugPort,
        List.of());
  }

  /** The same machine as QEMU emulates it with {@link #instructionCounting()}. */
  public MachineConfig counting() {
    return withVmm(QEMU).toBuilder()
        .acceleration(Acceleration.TCG)
        .instructionCounting(true)
        .build();
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
