// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/** Collects what an appliance is started with. */
public final class ApplianceBuilder {

  private final Path image;
  private final List<PortForward> forwards = new ArrayList<>();
  private final List<ReadyCondition> conditions = new ArrayList<>();
  private String commandLine = "";
  private UnaryOperator<MachineConfigBuilder> machine = UnaryOperator.identity();
  private Duration readyTimeout = Duration.ofSeconds(60);
  private Duration lifetime = Duration.ofMinutes(30);
  private BootRunner runner = new BootRunner();

  ApplianceBuilder(Path image) {
    this.image = image;
  }

  /** Makes a TCP port of the guest reachable on a free port of the host. */
  public ApplianceBuilder forward(int guestPort) {
    forwards.add(PortForward.tcp(guestPort));
    return this;
  }

  /** Words for the guest (BOOT-ABI 9). */
  public ApplianceBuilder commandLine(String words) {
    commandLine = words;
    return this;
  }

  /** Ready when a line of the console matches. */
  public ApplianceBuilder awaitConsole(String pattern) {
    conditions.add(new ReadyCondition.ConsolePattern(Pattern.compile(pattern)));
    return this;
  }

  /** Ready when a forwarded port is open. */
  public ApplianceBuilder awaitPort(int guestPort) {
    conditions.add(new ReadyCondition.OpenPort(guestPort));
    return this;
  }

  /** Ready when a GET is answered with that status. */
  public ApplianceBuilder awaitHttp(int guestPort, String path, int status) {
    conditions.add(new ReadyCondition.HttpStatus(guestPort, path, status));
    return this;
  }

  /** How long it may take to be ready; 60 seconds unless told otherwise. */
  public ApplianceBuilder readyTimeout(Duration atMost) {
    readyTimeout = atMost;
    return this;
  }

  /** When it is ended at the latest; 30 minutes unless told otherwise. */
  public ApplianceBuilder lifetime(Duration atMost) {
    lifetime = atMost;
    return this;
  }

  /** Changes the machine: VMM, memory, disks and so on. */
  public ApplianceBuilder machine(UnaryOperator<MachineConfigBuilder> changes) {
    machine = changes;
    return this;
  }

  /** Makes the boots; for VMMs that are not installed as services. */
  public ApplianceBuilder runner(BootRunner other) {
    runner = other;
    return this;
  }

  /** The extension. */
  public ApplianceExtension build() {
    MachineConfigBuilder config = MachineConfig.builder();
    if (!forwards.isEmpty()) {
      config.network(Network.virtio(forwards.toArray(PortForward[]::new)));
    }
    String name = image.getFileName() + ".console.log";
    Path console = image.toAbsolutePath().resolveSibling(name);
    BootRequest request =
        BootRequest.of(BootSource.kernel(image).withCommandLine(commandLine), console)
            .withMachine(machine.apply(config).build())
            .withExpectations(ApplianceExtension.expectations(conditions))
            .withTimeout(lifetime);
    return new ApplianceExtension(request, readyTimeout, runner);
  }
}
