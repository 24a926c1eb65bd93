// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.testing.FakeVmm;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;
import org.toromaven.vmm.Vmms;

/** Finding QEMU and deciding on its acceleration, with scripts in the place of both. */
class QemuVmmTest {

  /** What KVM on a nested host did to a real QEMU: the message, then a paused machine. */
  private static final String KVM_HANGS =
      "case \"$*\" in *kvm*) echo 'KVM internal error. Suberror: 1' >&2; exec sleep 1000;; esac\n";

  @TempDir Path folder;
  private Path kvm;
  private Path image;

  @BeforeEach
  void hostFiles() throws Exception {
    kvm = folder.resolve("kvm");
    image = Files.createFile(folder.resolve("My \"own\" Toro.elf"));
  }

  @Test
  @DisplayName("QEMU is looked for in the configuration, TORO_QEMU and the PATH, in this order")
  void order() throws Exception {
    Path onPath = FakeVmm.script(folder.resolve("qemu-system-x86_64"), "exit 0");
    Path byVariable = FakeVmm.script(folder.resolve("other"), "exit 0");
    Path configured = FakeVmm.script(folder.resolve("third"), "exit 0");
    Map<String, String> path = Map.of("PATH", "/nowhere:" + folder);
    Map<String, String> both = Map.of("PATH", folder.toString(), "TORO_QEMU", byVariable + "");

    assertThat(availability(path, "").executable()).hasValue(onPath);
    assertThat(availability(both, "").executable()).hasValue(byVariable);
    assertThat(availability(both, configured + "").executable()).hasValue(configured);
    assertThat(availability(path, "other").executable()).hasValue(byVariable);
  }

  @Test
  @DisplayName("a missing QEMU is told with what to install")
  void missing() {
    VmmAvailability availability = availability(Map.of("PATH", "/nowhere"), "");

    assertThat(availability.available()).isFalse();
    assertThat(availability.reason())
        .isEqualTo(
            "qemu-system-x86_64 is not on the PATH; install it (Debian and Ubuntu: apt install"
                + " qemu-system-x86) or name it with <vmm><executable> or TORO_QEMU");
    assertThat(availability(Map.of("PATH", "/nowhere"), "/opt/qemu").reason())
        .startsWith("no program at /opt/qemu (from configured); install it");
  }

  @Test
  @DisplayName("the version is told, and one that is too old is refused")
  void version() throws Exception {
    Path qemu = folder.resolve("qemu");
    Map<String, String> variables = Map.of("TORO_QEMU", qemu.toString());
    FakeVmm.script(qemu, "echo 'QEMU emulator version 7.2.22 (Debian 1:7.2)'");
    assertThat(availability(variables, "").version()).isEqualTo("QEMU emulator version 7.2.22");
    FakeVmm.script(qemu, "echo 'QEMU emulator version 5.1.0'");
    assertThat(availability(variables, "").available()).isFalse();
    assertThat(availability(variables, "").reason())
        .isEqualTo("QEMU emulator version 5.1.0 is too old, 5.2 or later is needed: " + qemu);
  }

  @Test
  @DisplayName("firmware that cannot start the image is refused with what can")
  void firmware() {
    BootSource disk = BootSource.disk(Path.of("Toro.img"));

    assertThatThrownBy(() -> firmware("ovmf", disk))
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("starts EFI programs")
        .hasMessageContaining("a disk has a boot sector for a BIOS (use seabios)");
    assertThatThrownBy(() -> firmware("OVMF", BootSource.kernel(Path.of("Toro.elf"))))
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("no image of Toro is one");
    assertThatThrownBy(() -> firmware("qboot", disk))
        .isInstanceOf(VmmException.class)
        .hasMessage("firmware qboot boots no disks; use seabios for a disk image");
    assertThatThrownBy(() -> firmware("/no/such.rom", disk))
        .isInstanceOf(VmmException.class)
        .hasMessage("no firmware: /no/such.rom (known: seabios, qboot, or the path of a file)");
  }

  private static void firmware(String name, BootSource source) throws VmmException {
    MachineConfig machine = MachineConfig.builder().machine(Machine.PC).firmware(name).build();
    new QemuFirmware(Path.of("/usr/bin/qemu-system-x86_64")).find(machine, source);
  }

  @Test
  @DisplayName("without the device, auto is software emulation and says so")
  void noDevice() throws Exception {
    Launch launch = launch(Acceleration.AUTO, "exit 0");

    assertThat(launch.acceleration()).hasToString("tcg (there is no " + kvm + ")");
    assertThat(launch.command().words()).containsSequence("-accel", "tcg", "-cpu", "max");
  }

  @Test
  @DisplayName("a KVM that runs the probe guest is used")
  void usableKvm() throws Exception {
    Files.createFile(kvm);
    Launch launch = launch(Acceleration.AUTO, "exit 0");

    assertThat(launch.acceleration()).hasToString("kvm (a probe guest ran on it)");
    assertThat(launch.command().words()).containsSequence("-accel", "kvm", "-cpu", "max");
  }

  @Test
  @DisplayName("a KVM that opens but runs no guest is not used, and says why")
  void unusableKvm() throws Exception {
    Files.createFile(kvm);
    Path qemu = FakeVmm.script(folder.resolve("qemu"), KVM_HANGS + PROBE_PASSES);
    Launch launch = launch(Acceleration.AUTO, qemu);

    assertThat(launch.acceleration().used()).isEqualTo(Acceleration.TCG);
    assertThat(launch.acceleration().reason())
        .isEqualTo(
            kvm
                + " runs no guests (a probe guest did not end within 3000 ms: KVM internal error."
                + " Suberror: 1)");
  }

  @Test
  @DisplayName(
      "a probe that cannot tell the rate is run three times, then remembered till a change")
  void remembered() throws Exception {
    Files.createFile(kvm);
    Path log = folder.resolve("log");
    Path qemu = FakeVmm.script(folder.resolve("qemu"), "echo run >> " + log + "\n" + PROBE_PASSES);
    launch(Acceleration.AUTO, qemu);
    launch(Acceleration.AUTO, qemu);
    assertThat(log).hasContent("run\n".repeat(3));

    Files.writeString(qemu, Files.readString(qemu) + "# newer\n");
    launch(Acceleration.AUTO, qemu);
    assertThat(log).hasContent("run\n".repeat(6));
  }

  @Test
  @DisplayName("a damaged memory of a probe is asked again")
  void damagedMemory() throws Exception {
    Files.createFile(kvm);
    launch(Acceleration.AUTO, "exit 0");
    try (var files = Files.list(folder.resolve("cache/probe"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, "works=perhaps\n");
      }
    }

    assertThat(launch(Acceleration.AUTO, folder.resolve("qemu")).acceleration().used())
        .isEqualTo(Acceleration.KVM);
  }

  @Test
  @DisplayName("kvm asked for but unusable is an error, not a silent fallback")
  void explicitKvm() {
    assertThatThrownBy(() -> launch(Acceleration.KVM, "exit 0"))
        .isInstanceOf(VmmException.class)
        .hasMessage(
            "acceleration kvm cannot be had here: there is no "
                + kvm
                + "\nUse acceleration auto or tcg");
  }

  @Test
  @DisplayName(
      "QEMU sees a path without blanks and quotes, as short as the next, whatever the image's is")
  void imagePath() throws Exception {
    VmmCommand command = launch(Acceleration.TCG, "exit 0").command();
    List<String> words = command.words();

    Path link = Path.of(words.get(words.indexOf("-kernel") + 1));
    assertThat(link).isEqualTo(folder.resolve("My__own__Toro.elf"));
    assertThat(Files.readSymbolicLink(link)).isEqualTo(image);
    assertThat(command.toShell()).contains(" -kernel '" + image + "'").doesNotContain(link + "");
  }

  @Test
  @DisplayName("an image that is not there is named before QEMU starts")
  void missingImage() throws Exception {
    Files.delete(image);

    assertThatThrownBy(() -> launch(Acceleration.TCG, "exit 0"))
        .isInstanceOf(VmmException.class)
        .hasMessage(image + ": the image cannot be booted: there is no such file");
  }

  @Test
  @DisplayName("a paused KVM guest and a QEMU without microvm are recognised by QEMU's words")
  void fatalMessage() {
    QemuVmm qemu = new QemuVmm();

    assertThat(qemu.fatalMessage("KVM internal error. Suberror: 1").orElseThrow())
        .contains("use acceleration tcg");
    assertThat(qemu.fatalMessage("qemu: -machine microvm,acpi=off: unsupported machine type"))
        .hasValue(
            "this QEMU has no machine microvm (qemu: -machine microvm,acpi=off: unsupported machine"
                + " type); use machine pc");
    assertThat(qemu.fatalMessage("warning: host doesn't support x")).isEmpty();
  }

  @Test
  @DisplayName("a KVM guest that QEMU leaves paused ends the boot at once, with the way out")
  void pausedGuest() throws Exception {
    Files.createFile(kvm);
    String pauses = "echo 'KVM internal error. Suberror: 1' >&2; exec sleep 1000";
    Path qemu = FakeVmm.passingProbe(folder.resolve("qemu"), pauses);
    Vmms vmms = new Vmms(List.of(new QemuVmm(host(Map.of("PATH", System.getenv("PATH"))))));
    MachineConfig machine =
        MachineConfig.builder().executable(qemu).acceleration(Acceleration.KVM).build();

    BootResult result =
        new BootRunner(vmms)
            .run(
                BootRequest.of(BootSource.kernel(image), folder.resolve("console"))
                    .withMachine(machine)
                    .withTimeout(Duration.ofMinutes(5)));

    assertThat(result.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(result.reason())
        .isEqualTo(
            "KVM cannot run this guest here (KVM internal error. Suberror: 1); use acceleration"
                + " tcg");
  }

  @Test
  @DisplayName("the real QEMU runs the probe guest, and its counter has a rate")
  void realProbe() throws Exception {
    Path qemu = new QemuVmm().availability(MachineConfig.DEFAULT).executable().orElseThrow();
    ProbeAnswer answer = new AccelerationProbe(60_000).run(qemu, Acceleration.TCG);

    assertThat(answer.works()).as(answer.reason()).isTrue();
    // On a busy host it may not know, but it never guesses.
    answer.tscHz().ifPresent(hz -> assertThat(hz).isBetween(100_000_000L, 20_000_000_000L));
  }

  private static final String PROBE_PASSES =
      "case \"$*\" in *probe.elf*) printf TTTTTTTTTTTTTTTT; exit 33;; esac\n";

  private VmmAvailability availability(Map<String, String> variables, String executable) {
    var machine = MachineConfig.builder();
    if (!executable.isEmpty()) {
      machine.executable(Path.of(executable));
    }
    return new QemuVmm(host(variables)).availability(machine.build());
  }

  private Launch launch(Acceleration acceleration, String body) throws Exception {
    return launch(acceleration, FakeVmm.passingProbe(folder.resolve("qemu"), body));
  }

  private Launch launch(Acceleration acceleration, Path qemu) throws Exception {
    MachineConfig machine =
        MachineConfig.builder().executable(qemu).acceleration(acceleration).build();
    return new QemuVmm(host(Map.of("PATH", System.getenv("PATH"))))
        .prepare(
            new LaunchRequest(
                machine, BootSource.kernel(image), folder, folder.resolve("events"), false));
  }

  private HostEnvironment host(Map<String, String> variables) {
    return new HostEnvironment(variables, kvm, folder.resolve("cache"));
  }
}
