// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmException;

class QemuCommandLineTest {

  private static final BootSource IMAGE = BootSource.kernel(Path.of("target/Toro.elf"));

  @Test
  @DisplayName("the default machine, word for word")
  void defaults() throws VmmException {
    assertThat(line(MachineConfig.builder(), IMAGE))
        .isEqualTo(
            "/usr/bin/qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot"
                + " -machine microvm,acpi=off,rtc=on,isa-serial=on -accel tcg -cpu max -m 128M"
                + " -bios /roms/qboot.rom -chardev stdio,id=console,signal=off"
                + " -serial chardev:console -chardev socket,id=events,path=/tmp/toro-1/events"
                + " -device isa-debugcon,iobase=0xe9,chardev=events -device"
                + " isa-debug-exit,iobase=0xf4,iosize=0x04 -kernel target/Toro.elf");
  }

  @Test
  @DisplayName("a TAP device, and both ends of a wire between two VMMs")
  void links() throws VmmException {
    MachineConfigBuilder machine =
        MachineConfig.builder()
            .machine(Machine.PC)
            .network(Network.virtio(new NetworkLink.Tap("tap3"), "02:00:00:00:00:01"))
            .network(
                Network.virtio(
                    new NetworkLink.Socket(true, "127.0.0.1", 7001), "02:00:00:00:00:02"))
            .network(
                Network.virtio(
                    new NetworkLink.Socket(false, "localhost", 7002), "02:00:00:00:00:03"));
    assertThat(line(machine, BootSource.kernel(Path.of("Toro.elf"))))
        .contains(" -netdev tap,script=no,downscript=no,ifname=tap3,id=net0 ")
        .contains(" -device virtio-net-pci,romfile=,mac=02:00:00:00:00:01,netdev=net0 ")
        .contains(" -netdev socket,listen=127.0.0.1:7001,id=net1 ")
        .contains(" -netdev socket,connect=localhost:7002,id=net2 ");
  }

  @Test
  @DisplayName("everything that can be asked for")
  void everything() throws VmmException {
    MachineConfigBuilder machine =
        MachineConfig.builder()
            .machine(Machine.PC)
            .memoryMib(256)
            .cpus(4)
            .instructionCounting(true)
            .disk(new Disk(Path.of("a,b.img"), Disk.Bus.VIRTIO, true))
            .disk(new Disk(Path.of("c.img"), Disk.Bus.IDE, false))
            .network(
                new Network(
                    Network.Device.E1000,
                    List.of(
                        new PortForward(PortForward.Protocol.TCP, 8080, 80),
                        new PortForward(PortForward.Protocol.UDP, 5353, 53)),
                    Optional.of(Path.of("net.pcap"))))
            .debugPort(1234)
            .arguments("-d", "int");
    BootSource source =
        new BootSource(
            Path.of("Toro.elf"),
            BootSource.Kind.KERNEL,
            "A=1 -- x",
            List.of(Path.of("m1"), Path.of("m,2")));

    assertThat(line(machine, source))
        .contains(" -machine pc -accel tcg -cpu max -icount shift=0,sleep=off -m 256M -smp 4 ")
        .contains(" -kernel Toro.elf -append 'A=1 -- x' -initrd m1,m,,2 ")
        .contains(" -drive if=none,format=raw,id=disk0,file=a,,b.img,readonly=on ")
        .contains(" -device virtio-blk-pci,drive=disk0 ")
        .contains(" -device ide-hd,drive=disk1,bus=ide.0,unit=0 ")
        .contains(
            " -netdev user,id=net0,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:127.0.0.1:5353-:53 ")
        .contains(" -device e1000,romfile=,netdev=net0 ")
        .contains(" -object filter-dump,id=net0dump,netdev=net0,file=net.pcap ")
        .endsWith(" -gdb tcp:127.0.0.1:1234 -S -d int");
  }

  @Test
  @DisplayName("microvm has virtio-mmio devices of virtio 1")
  void microvmDevices() throws VmmException {
    assertThat(
            line(
                MachineConfig.builder()
                    .disk(Disk.virtio(Path.of("a.img")))
                    .network(Network.virtio()),
                IMAGE))
        .contains(" -global virtio-mmio.force-legacy=false ")
        .contains(" -device virtio-blk-device,drive=disk0 ")
        .contains(" -netdev user,id=net0 -device virtio-net-device,netdev=net0");
  }

  @Test
  @DisplayName("IDE disks take their places in order: masters and slaves; q35 has none")
  void idePlaces() throws VmmException {
    MachineConfigBuilder three =
        MachineConfig.builder().disk(ide("a.img")).disk(ide("b.img")).disk(ide("c.img"));

    assertThat(line(three.machine(Machine.PC), IMAGE))
        .contains("drive=disk0,bus=ide.0,unit=0 ")
        .contains("drive=disk1,bus=ide.0,unit=1 ")
        .contains("drive=disk2,bus=ide.1,unit=0");
    assertThatThrownBy(() -> line(three.machine(Machine.Q35), IMAGE))
        .hasMessageContaining("machine q35 has no IDE controller")
        .hasMessageContaining("use bus virtio");
    three.machine(Machine.PC).disk(ide("d.img")).disk(ide("e.img"));
    assertThatThrownBy(() -> line(three, IMAGE))
        .isInstanceOf(VmmException.class)
        .hasMessage("machine pc has places for 4 IDE disks; use virtio");
  }

  @Test
  @DisplayName("disks in memory go beside the kernel, and not beside a disk image")
  void ramDisks() throws VmmException {
    MachineConfigBuilder machine =
        MachineConfig.builder().disk(new Disk(Path.of("ram,1.img"), Disk.Bus.RAM, false));

    assertThat(line(machine, IMAGE)).contains(" -initrd ram,,1.img").doesNotContain("-drive");
    assertThatThrownBy(() -> line(machine.machine(Machine.PC), BootSource.disk(Path.of("x.img"))))
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("bus ram");
  }

  @Test
  @DisplayName("a disk image boots from IDE on machines that have it")
  void diskImage() throws VmmException {
    BootSource disk = BootSource.disk(Path.of("Toro.img"));

    assertThat(line(MachineConfig.builder().machine(Machine.PC), disk))
        .contains(" -drive if=none,format=raw,id=boot,file=Toro.img ")
        .contains(" -device ide-hd,drive=boot,bus=ide.0,unit=0,bootindex=0")
        .doesNotContain("-kernel");
    assertThatThrownBy(() -> line(MachineConfig.builder(), disk))
        .isInstanceOf(VmmException.class)
        .hasMessage("machine microvm has no PCI: a disk image boots on pc and q35 only");
  }

  @Test
  @DisplayName("devices that need PCI are refused on microvm")
  void needsPci() {
    assertThatThrownBy(
            () ->
                line(
                    MachineConfig.builder()
                        .network(new Network(Network.Device.E1000, List.of(), Optional.empty())),
                    IMAGE))
        .hasMessageContaining("E1000");
    assertThatThrownBy(
            () ->
                line(
                    MachineConfig.builder().disk(new Disk(Path.of("x"), Disk.Bus.IDE, false)),
                    IMAGE))
        .hasMessageContaining("IDE");
  }

  private static Disk ide(String file) {
    return new Disk(Path.of(file), Disk.Bus.IDE, false);
  }

  private static String line(MachineConfigBuilder machine, BootSource source) throws VmmException {
    LaunchRequest request =
        new LaunchRequest(
            machine.build(), source, Path.of("/tmp/toro-1"), Path.of("/tmp/toro-1/events"), false);
    Path executable = Path.of("/usr/bin/qemu-system-x86_64");
    Optional<Path> firmware = Optional.of(Path.of("/roms/qboot.rom"));
    return new QemuCommandLine(executable, Acceleration.TCG, firmware, request).build().toShell();
  }
}
