// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects the parts of a {@link MachineConfig}; what is not set keeps its default. */
public final class MachineConfigBuilder {

  private String vmm = MachineConfig.QEMU;
  private Optional<Path> executable = Optional.empty();
  private Machine machine = Machine.MICROVM;
  private Optional<String> firmware = Optional.empty();
  private int memoryMib = 128;
  private int cpus = 1;
  private Acceleration acceleration = Acceleration.AUTO;
  private boolean instructionCounting;
  private final List<Disk> disks = new ArrayList<>();
  private final List<Network> networks = new ArrayList<>();
  private OptionalInt debugPort = OptionalInt.empty();
  private final List<String> arguments = new ArrayList<>();

  MachineConfigBuilder() {}

  MachineConfigBuilder(MachineConfig config) {
    vmm = config.vmm();
    executable = config.executable();
    machine = config.machine();
    firmware = config.firmware();
    memoryMib = config.memoryMib();
    cpus = config.cpus();
    acceleration = config.acceleration();
    instructionCounting = config.instructionCounting();
    disks.addAll(config.disks());
    networks.addAll(config.networks());
    debugPort = config.debugPort();
    arguments.addAll(config.arguments());
  }

  /** Name of the VMM, such as {@code qemu} or {@code firecracker}. */
  public MachineConfigBuilder vmm(String name) {
    vmm = name;
    return this;
  }

  /** The VMM's program. */
  public MachineConfigBuilder executable(Path program) {
    executable = Optional.of(program);
    return this;
  }

  /** The machine. */
  public MachineConfigBuilder machine(Machine value) {
    machine = value;
    return this;
  }

  /** Firmware by name or path. */
  public MachineConfigBuilder firmware(String nameOrPath) {
    firmware = Optional.of(nameOrPath);
    return this;
  }

  /** Memory of the guest in MiB. */
  public MachineConfigBuilder memoryMib(int value) {
    memoryMib = value;
    return this;
  }

  /** Number of virtual CPUs. */
  public MachineConfigBuilder cpus(int value) {
    cpus = value;
    return this;
  }

  /** How the guest's instructions are executed. */
  public MachineConfigBuilder acceleration(Acceleration value) {
    acceleration = value;
    return this;
  }

  /** Whether the TSC counts executed instructions. */
  public MachineConfigBuilder instructionCounting(boolean value) {
    instructionCounting = value;
    return this;
  }

  /** Adds a disk. */
  public MachineConfigBuilder disk(Disk disk) {
    disks.add(disk);
    return this;
  }

  /** Adds a network interface. */
  public MachineConfigBuilder network(Network network) {
    networks.add(network);
    return this;
  }

  /** Replaces the network interfaces. */
  public MachineConfigBuilder networks(List<Network> others) {
    networks.clear();
    networks.addAll(others);
    return this;
  }

  /** TCP port on 127.0.0.1 where gdb may attach. */
  public MachineConfigBuilder debugPort(int port) {
    debugPort = OptionalInt.of(port);
    return this;
  }

  /** Adds words to the end of the VMM's command line. */
  public MachineConfigBuilder arguments(String... words) {
    Collections.addAll(arguments, words);
    return this;
  }

  /**
   * The configuration.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  public MachineConfig build() {
    return new MachineConfig(
        vmm,
        executable,
        machine,
        firmware,
        memoryMib,
        cpus,
        acceleration,
        instructionCounting,
        disks,
        networks,
        debugPort,
        arguments);
  }
}
