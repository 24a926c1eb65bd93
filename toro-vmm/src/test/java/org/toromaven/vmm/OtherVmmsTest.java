// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.FakeVmm;
import org.toromaven.testing.OptionDescription;
import org.toromaven.vmm.cloudhypervisor.CloudHypervisorVmm;
import org.toromaven.vmm.command.CommandVmm;
import org.toromaven.vmm.firecracker.FirecrackerVmm;

/** VMMs beside QEMU, up to their process boundary, and those that others add. */
class OtherVmmsTest {

  @TempDir Path folder;

  @Test
  @DisplayName("all VMMs are found, also one that a third party adds")
  void serviceLoader() throws VmmException {
    assertThat(Vmms.installed().all())
        .extracting(Vmm::name)
        .contains("qemu", "firecracker", "firecracker-api", "cloud-hypervisor", "command", "added");
    assertThat(Vmms.installed().named("Added").name()).isEqualTo("added");
    assertThatThrownBy(() -> Vmms.installed().named("xen"))
        .isInstanceOf(VmmException.class)
        .hasMessageStartingWith("unknown VMM: xen (known: added, cloud-hypervisor, command");
  }

  @Test
  @DisplayName("Cloud Hypervisor's command line")
  void cloudHypervisor() throws Exception {
    Path program = FakeVmm.script(folder.resolve("cloud-hypervisor"), "exit 0");
    Path kvm = Files.createFile(folder.resolve("kvm"));
    HostEnvironment host = new HostEnvironment(Map.of("PATH", folder.toString()), kvm, folder);
    MachineConfig machine =
        MachineConfig.builder()
            .cpus(2)
            .disk(new Disk(Path.of("a.img"), Disk.Bus.VIRTIO, true))
            .disk(Disk.virtio(Path.of("b.img")))
            .arguments("-v")
            .build();

    Launch launch = new CloudHypervisorVmm(host).prepare(request(machine));

    assertThat(launch.command().toShell())
        .isEqualTo(
            program
                + " --kernel Toro.elf --cmdline 'A=1 -- x y' --cpus boot=2 --memory size=128M"
                + " --serial tty --console off --disk path=a.img,readonly=on path=b.img -v");
    assertThat(launch.marks()).isEqualTo(Launch.Marks.CONSOLE);
    List<String> words = launch.command().words();
    assertThat(OptionDescription.cloudHypervisor().fault(words.subList(1, words.size() - 1)))
        .isEmpty();
  }

  @Test
  @DisplayName("the description refuses what Cloud Hypervisor would: this judge can say no")
  void cloudHypervisorJudge() throws Exception {
    OptionDescription options = OptionDescription.cloudHypervisor();

    assertThat(options.fault(List.of("--kernle", "x"))).isEqualTo("unknown option --kernle");
    assertThat(options.fault(List.of("--disk", "path=a", "--disk", "path=b")))
        .isEqualTo("--disk comes twice");
    assertThat(options.fault(List.of("--cpus", "count=2"))).contains("unknown field count");
    assertThat(options.fault(List.of("--memory", "size=lots"))).contains("size is no size: lots");
    assertThat(options.fault(List.of("--disk", "readonly=on"))).contains("path is missing");
    assertThat(options.fault(List.of("--serial", "stdio"))).contains("is no off|null|pty|tty");
    assertThat(options.fault(List.of("--kernel"))).contains("takes one value");
  }

  @Test
  @DisplayName("what Cloud Hypervisor has not is refused with the way out")
  void cloudHypervisorRefuses() throws Exception {
    FakeVmm.script(folder.resolve("cloud-hypervisor"), "echo cloud-hypervisor v50.0");
    Path kvm = Files.createFile(folder.resolve("kvm"));
    HostEnvironment host = new HostEnvironment(Map.of("PATH", folder.toString()), kvm, folder);
    CloudHypervisorVmm vmm = new CloudHypervisorVmm(host);
    var machine = MachineConfig.builder();

    assertThat(vmm.availability(machine.build()).version()).isEqualTo("cloud-hypervisor v50.0");
    assertThatThrownBy(
            () -> vmm.prepare(request(machine.disk(Disk.virtio(Path.of("a,b.img"))).build())))
        .isInstanceOf(VmmException.class)
        .hasMessage("cloud-hypervisor takes no comma in a disk's path: a,b.img; rename it");
    assertThatThrownBy(() -> vmm.prepare(request(machine.network(Network.virtio()).build())))
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("TAP devices only): use VMM qemu for that");
  }

  @Test
  @DisplayName("a VMM that is not installed is told with which it is and how to get it")
  void missing() {
    HostEnvironment none = new HostEnvironment(Map.of("PATH", ""), folder.resolve("kvm"), folder);

    assertThat(new CloudHypervisorVmm(none).availability(MachineConfig.DEFAULT).reason())
        .isEqualTo(
            "cloud-hypervisor is not on the PATH; install a release of the Cloud Hypervisor"
                + " project, one program without dependencies"
                + " (cloud-hypervisor/cloud-hypervisor on GitHub)"
                + " or name it with <vmm><executable> or TORO_CLOUD_HYPERVISOR");
    assertThatThrownBy(() -> new FirecrackerVmm(none).prepare(request(MachineConfig.DEFAULT)))
        .isInstanceOf(VmmException.class)
        .hasMessageStartingWith("firecracker is not on the PATH; install a release of the Fire")
        .hasMessageEndingWith("or name it with <vmm><executable> or TORO_FIRECRACKER");
  }

  @Test
  @DisplayName("a command's placeholders are filled in, each in one word")
  void command() throws Exception {
    Path program = FakeVmm.script(folder.resolve("my-vmm"), "exit 0");
    MachineConfig machine =
        MachineConfig.builder()
            .executable(program)
            .arguments("--run={image}", "{commandLine}", "-m", "{memoryMib}", "{other}")
            .build();
    CommandVmm vmm = new CommandVmm();

    Launch launch = vmm.prepare(request(machine));
    Launch withPort = vmm.prepare(request(machine.toBuilder().arguments("{events}").build()));

    assertThat(launch.command().words())
        .containsExactly(program + "", "--run=Toro.elf", "A=1 -- x y", "-m", "128", "{other}");
    assertThat(launch.marks()).isEqualTo(Launch.Marks.CONSOLE);
    assertThat(withPort.marks()).isEqualTo(Launch.Marks.EVENT_SOCKET);
  }

  @Test
  @DisplayName("a command without a program says what is missing")
  void commandWithoutProgram() {
    assertThatThrownBy(() -> new CommandVmm().prepare(request(MachineConfig.DEFAULT)))
        .isInstanceOf(VmmException.class)
        .hasMessage("VMM command needs <vmm><executable>, the program to run");
  }

  private LaunchRequest request(MachineConfig machine) {
    BootSource source =
        new BootSource(Path.of("Toro.elf"), BootSource.Kind.KERNEL, "A=1 -- x y", List.of());
    return new LaunchRequest(machine, source, folder, folder.resolve("events"), false);
  }
}
