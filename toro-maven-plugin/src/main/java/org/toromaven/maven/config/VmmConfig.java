// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.List;
import org.toromaven.maven.report.Advice;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;

/**
 * {@code <vmm>}: the machine that the image boots on. Each element has a user property of the same
 * name, such as {@code -Dtoro.vmm.machine=pc}.
 *
 * <pre>{@code
 * <vmm>
 *   <name>qemu</name>
 *   <machine>microvm</machine>            microvm, pc or q35
 *   <firmware>qboot</firmware>
 *   <memory>128M</memory>
 *   <cpus>1</cpus>
 *   <acceleration>auto</acceleration>     auto, kvm or tcg
 *   <commandLine>GREETING=hello -- one two</commandLine>
 *   <arguments><argument>-nodefaults</argument></arguments>
 * </vmm>
 * }</pre>
 */
public final class VmmConfig {
  private static final long LEAST_MEMORY_BYTES = 8L << 20;

  /** The virtual machine monitor; default {@code qemu}. */
  private String name;

  /** Its program; default: found on the PATH. */
  private String executable;

  /** The machine it shows: {@code microvm} (default), {@code pc} or {@code q35}. */
  private String machine;

  /** {@code seabios}, {@code qboot}, or a firmware file; default: what starts fastest. */
  private String firmware;

  /** Memory of the guest, such as {@code 64M}; default {@code 128M}. */
  private String memory;

  /** Number of virtual CPUs; default 1. */
  private String cpus;

  /** {@code auto} (default), {@code kvm} or {@code tcg}. */
  private String acceleration;

  /** Words for the program: {@code NAME=value} words before {@code --} are its environment. */
  private String commandLine;

  /** Words added to the VMM's own command line. */
  private List<String> arguments;

  /** Called by Maven. */
  public VmmConfig() {}

  /** The machine that these elements and the command line make. */
  MachineConfigBuilder machine(Settings settings, Path base) throws ConfigurationException {
    MachineConfigBuilder builder =
        MachineConfig.builder()
            .vmm(settings.text("vmm.name", name, "qemu"))
            .machine(settings.choice("vmm.machine", machine, Machine.MICROVM))
            .memoryMib(memoryMib(settings))
            .cpus(settings.number("vmm.cpus", cpus, 1, 1, 64))
            .acceleration(settings.choice("vmm.acceleration", acceleration, Acceleration.AUTO))
            .arguments(settings.list("vmm.arguments", arguments).toArray(String[]::new));
    String program = settings.text("vmm.executable", executable, null);
    if (program != null) {
      builder.executable(base.resolve(program));
    }
    String bios = settings.text("vmm.firmware", firmware, null);
    if (bios != null) {
      builder.firmware(bios);
    }
    return builder;
  }

  /** Words for the guest, empty when there are none. */
  String commandLine(Settings settings) {
    return settings.text("vmm.commandLine", commandLine, "");
  }

  private int memoryMib(Settings settings) throws ConfigurationException {
    long bytes = settings.bytes("vmm.memory", memory, "128M");
    if (bytes < LEAST_MEMORY_BYTES || bytes % (1 << 20) != 0) {
      throw new ConfigurationException(
          Advice.badValue(
              "vmm.memory",
              settings.text("vmm.memory", memory, ""),
              "whole megabytes, 8M or more"));
    }
    return Math.toIntExact(bytes >> 20);
  }
}
