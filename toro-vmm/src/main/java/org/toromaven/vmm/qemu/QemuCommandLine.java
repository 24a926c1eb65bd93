// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/**
 * Words of a QEMU command line for one boot: nothing but what the guest was asked to have, because
 * every default device costs start-up time. The ports of BOOT-ABI 7 and 8 are {@code isa-debugcon}
 * and {@code isa-debug-exit}.
 */
final class QemuCommandLine {

  /** Two channels with a master and a slave each. */
  private static final int IDE_PLACES_PC = 4;

  private final Path executable;
  private final Acceleration acceleration;
  private final Optional<Path> firmware;
  private final LaunchRequest request;
  private final MachineConfig machine;
  private final List<String> words = new ArrayList<>();
  private int ideDisks;

  /**
   * @param executable the program
   * @param acceleration kvm or tcg
   * @param firmware the firmware file, empty for QEMU's own choice
   * @param request what to boot
   */
  QemuCommandLine(
      Path executable, Acceleration acceleration, Optional<Path> firmware, LaunchRequest request) {
    this.executable = executable;
    this.acceleration = acceleration;
    this.firmware = firmware;
    this.request = request;
    machine = request.machine();
  }

  VmmCommand build() throws VmmException {
    add(executable.toString());
    addMachine();
    addChannels();
    addSource();
    addDisks();
    addNetworks();
    addDebugging();
    words.addAll(machine.arguments());
    return new VmmCommand(words);
  }

  /** Where the monitor listens when ports are watched. */
  static Path monitorSocket(LaunchRequest request) {
    return request.workDirectory().resolve("monitor");
  }

  private void addMachine() {
    add("-no-user-config", "-nodefaults", "-display", "none", "-no-reboot");
    // Without ACPI the firmware has no tables to build; the clock is for the time of day.
    boolean small = machine.machine() == Machine.MICROVM;
    add("-machine", small ? "microvm,acpi=off,rtc=on,isa-serial=on" : machine.machine().label());
    add("-accel", acceleration.label());
    // Everything the accelerator can do, as a program finds it on Linux: QEMU's own default is a
    // CPU of 2006, without AVX, AES and RDRAND. A -cpu of the machine's arguments is last and wins.
    add("-cpu", "max");
    if (machine.instructionCounting()) {
      add("-icount", "shift=0,sleep=off");
    }
    add("-m", machine.memoryMib() + "M");
    if (machine.cpus() > 1) {
      add("-smp", Integer.toString(machine.cpus()));
    }
    firmware.ifPresent(file -> add("-bios", file.toString()));
  }

  private void addChannels() {
    add("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console");
    add("-chardev", "socket,id=events,path=" + escaped(request.eventSocket()));
    add("-device", "isa-debugcon,iobase=0xe9,chardev=events");
    add("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04");
    boolean virtioMmio = !machine.machine().hasPci();
    if (virtioMmio && !(machine.disks().isEmpty() && machine.networks().isEmpty())) {
      // Virtio 1 registers; QEMU's default is the form before the standard.
      add("-global", "virtio-mmio.force-legacy=false");
    }
  }

  private void addSource() throws VmmException {
    BootSource source = request.source();
    if (source.kind() == BootSource.Kind.DISK) {
      requirePci("a disk image boots");
      addDrive("boot", source.image(), false);
      add("-device", "ide-hd,drive=boot" + nextIdePlace() + ",bootindex=0");
      return;
    }
    add("-kernel", source.image().toString());
    if (!source.commandLine().isEmpty()) {
      add("-append", source.commandLine());
    }
    addModules();
  }

  /** The source's modules, then the disks in memory. */
  private void addModules() {
    Stream<Path> ramDisks =
        machine.disks().stream().filter(disk -> disk.bus() == Disk.Bus.RAM).map(Disk::file);
    // QEMU separates multiboot modules with commas, and reads a doubled one as a comma.
    String modules =
        Stream.concat(request.source().modules().stream(), ramDisks)
            .map(QemuCommandLine::escaped)
            .collect(Collectors.joining(","));
    if (!modules.isEmpty()) {
      add("-initrd", modules);
    }
  }

  private void addDisks() throws VmmException {
    int index = 0;
    for (Disk disk : machine.disks()) {
      if (disk.bus() == Disk.Bus.RAM) {
        requireKernel();
        continue;
      }
      String id = "disk" + index++;
      addDrive(id, disk.file(), disk.readOnly());
      if (disk.bus() == Disk.Bus.IDE) {
        requireIde();
        add("-device", "ide-hd,drive=" + id + nextIdePlace());
      } else {
        add("-device", virtio("virtio-blk") + ",drive=" + id);
      }
    }
  }

  /**
   * The place of the next IDE disk, as properties of its device: the first channel's master, its
   * slave, then the second channel's on a pc; a port each on q35. QEMU's own choice begins with the
   * second channel.
   */
  private String nextIdePlace() throws VmmException {
    int place = ideDisks++;
    boolean channels = machine.machine() == Machine.PC;
    int places = channels ? IDE_PLACES_PC : 1; // q35: the disk that is booted
    if (place >= places) {
      throw new VmmException(
          "machine " + machine.machine() + " has places for " + places + " IDE disks; use virtio");
    }
    return channels ? ",bus=ide." + place / 2 + ",unit=" + place % 2 : ",bus=ide." + place;
  }

  private void addDrive(String id, Path file, boolean readOnly) {
    String options = readOnly ? ",readonly=on" : "";
    add("-drive", "if=none,format=raw,id=" + id + ",file=" + escaped(file) + options);
  }

  private void addNetworks() throws VmmException {
    int index = 0;
    for (Network network : machine.networks()) {
      String id = "net" + index++;
      add("-netdev", backend(network) + ",id=" + id + forwards(network));
      String mac = network.mac().map(address -> ",mac=" + address).orElse("");
      add("-device", card(network.device()) + mac + ",netdev=" + id);
      network
          .capture()
          .ifPresent(
              file ->
                  add(
                      "-object",
                      "filter-dump,id=" + id + "dump,netdev=" + id + ",file=" + escaped(file)));
    }
  }

  private static String backend(Network network) {
    NetworkLink link = network.link();
    if (link instanceof NetworkLink.Tap tap) {
      // The device is whole when it is handed over: no script of QEMU's may change it.
      return "tap,script=no,downscript=no,ifname=" + tap.device();
    }
    if (link instanceof NetworkLink.Socket socket) {
      String side = socket.listens() ? "listen=" : "connect=";
      return "socket," + side + socket.host() + ":" + socket.port();
    }
    return "user";
  }

  private static String forwards(Network network) {
    return network.forwards().stream().map(QemuCommandLine::forward).collect(Collectors.joining());
  }

  private String card(Network.Device device) throws VmmException {
    if (device == Network.Device.VIRTIO) {
      // No boot ROM: nothing boots from this card, and firmware would spend time on it.
      return virtio("virtio-net") + (machine.machine().hasPci() ? ",romfile=" : "");
    }
    requirePci("network card " + device + " exists");
    return device == Network.Device.E1000 ? "e1000,romfile=" : "ne2k_pci,romfile=";
  }

  private void addDebugging() {
    if (request.watchPorts()) {
      String socket = escaped(monitorSocket(request));
      add("-chardev", "socket,id=monitor,server=on,wait=off,path=" + socket);
      add("-mon", "chardev=monitor,mode=control");
    }
    machine.debugPort().ifPresent(port -> add("-gdb", "tcp:127.0.0.1:" + port, "-S"));
  }

  private String virtio(String device) {
    return device + (machine.machine().hasPci() ? "-pci" : "-device");
  }

  private void requirePci(String what) throws VmmException {
    if (!machine.machine().hasPci()) {
      throw new VmmException(
          "machine " + machine.machine() + " has no PCI: " + what + " on pc and q35 only");
    }
  }

  private void requireIde() throws VmmException {
    if (machine.machine() != Machine.PC) {
      throw new VmmException(
          "machine "
              + machine.machine()
              + " has no IDE controller for a disk (that of q35 is AHCI): use bus virtio, or"
              + " machine pc");
    }
  }

  private void requireKernel() throws VmmException {
    if (request.source().kind() != BootSource.Kind.KERNEL) {
      throw new VmmException(
          "a disk image boots without modules, which a disk on bus ram is: use bus virtio or ide");
    }
  }

  private static String forward(PortForward forward) {
    boolean tcp = forward.protocol() == PortForward.Protocol.TCP;
    return String.format(
        ",hostfwd=%s:127.0.0.1:%d-:%d",
        tcp ? "tcp" : "udp", forward.hostPort(), forward.guestPort());
  }

  /** QEMU reads a comma in a value when it is doubled. */
  private static String escaped(Path file) {
    return file.toString().replace(",", ",,");
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }
}
