// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/** Collects what an appliance is started with. */
final class ApplianceSettings {
  private static final String DISK_IMAGE = ".img";

  private final Path image;
  private final List<PortForward> forwards = new ArrayList<>();
  private final List<ReadyCondition> conditions = new ArrayList<>();
  private UnaryOperator<MachineConfigBuilder> machine = UnaryOperator.identity();
  String commandLine = "";
  Duration readyTimeout = Duration.ofSeconds(60);
  Duration lifetime = Duration.ofMinutes(30);
  BootRunner runner = new BootRunner();

  ApplianceSettings(Path image) {
    this.image = image;
  }

  void forward(int guestPort) {
    forwards.add(PortForward.tcp(guestPort));
  }

  void ready(ReadyCondition condition) {
    conditions.add(condition);
  }

  void machine(UnaryOperator<MachineConfigBuilder> changes) {
    UnaryOperator<MachineConfigBuilder> before = machine;
    machine = builder -> changes.apply(before.apply(builder));
  }

  /** Whether the start of the program is all there is to wait for. */
  boolean nothingToAwait() {
    return conditions.isEmpty();
  }

  /** The boot; what it writes to the console goes beside the image. */
  BootRequest request() {
    MachineConfigBuilder config = MachineConfig.builder();
    if (!forwards.isEmpty()) {
      config.network(Network.virtio(forwards.toArray(PortForward[]::new)));
    }
    Path console = image.toAbsolutePath().resolveSibling(image.getFileName() + ".console.log");
    return BootRequest.of(source(), console)
        .withMachine(machine.apply(config).build())
        .withExpectations(new Expectations(List.of(), List.of(), 0, Until.EXIT, conditions))
        .withTimeout(lifetime);
  }

  private BootSource source() {
    return image.toString().endsWith(DISK_IMAGE)
        ? BootSource.disk(image)
        : BootSource.kernel(image).withCommandLine(commandLine);
  }
}
