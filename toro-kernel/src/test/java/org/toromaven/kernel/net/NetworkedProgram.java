// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.toromaven.boot.Appliance;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;
import org.toromaven.vmm.PortForward;

/**
 * Boots a program that serves until it is stopped and says {@code listening} when it begins.
 *
 * @param program the Pascal program
 * @param machine what it runs on
 * @param card its network card; the driver goes into the image
 * @param port the port that is forwarded
 */
record NetworkedProgram(Path program, Machine machine, Network.Device card, int port) {
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Expectations SERVES =
      new Expectations(
          List.of(),
          List.of(),
          0,
          Until.EXIT,
          List.of(new ReadyCondition.ConsolePattern(Pattern.compile("listening|serving"))));

  /** A program of {@code src/test/networked}. */
  static Path test(String name) {
    return Path.of("src/test/networked", name).toAbsolutePath();
  }

  /** Runs until closed, on the VMM's own network. */
  Appliance start() throws Exception {
    return start(userNetwork(), "", units(), List.of());
  }

  /** The same for a program that names all of its units itself and reads a disk. */
  Appliance startOnDisk(Path disk) throws Exception {
    return start(userNetwork(), "", List.of(), List.of(Disk.virtio(disk)));
  }

  private Network userNetwork() {
    return new Network(card, List.of(PortForward.tcp(port)), Optional.empty());
  }

  /** Runs until closed, on a wire and with words for the kernel, such as its address. */
  Appliance startOnWire(NetworkLink link, String mac, String words) throws Exception {
    Network network = new Network(card, link, Optional.of(mac), List.of(), Optional.empty());
    return start(network, words, units(), List.of());
  }

  private Appliance start(Network network, String words, List<String> units, List<Disk> disks)
      throws Exception {
    String name = program.getFileName().toString().replace(".pas", "");
    Path work = Workshop.folder("networked/" + name + "-" + machine + "-" + card);
    Path image = Workshop.get().image(program, units, work);
    BootSource source = new BootSource(image, BootSource.Kind.KERNEL, words, List.of());
    MachineConfigBuilder config =
        MachineConfig.builder().machine(machine).acceleration(Acceleration.TCG).network(network);
    disks.forEach(config::disk);
    BootRequest request =
        BootRequest.of(source, work.resolve("console"))
            .withMachine(config.build())
            .withExpectations(SERVES)
            .withTimeout(Duration.ofHours(3));
    Appliance appliance = new BootRunner().start(request, BootListener.NONE);
    if (!appliance.awaitReady(PATIENCE)) {
      String console = Files.readString(appliance.consoleFile());
      appliance.close();
      throw new AssertionError("it does not listen; the console: " + console);
    }
    return appliance;
  }

  private List<String> units() {
    return switch (card) {
      case VIRTIO -> List.of("Networking", "VirtIONet");
      case E1000 -> List.of("Networking", "E1000");
      case NE2000 -> List.of("Networking", "Ne2000");
    };
  }
}
