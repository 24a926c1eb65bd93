// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;

/** Boots small guests under QEMU: every fate of a guest is a result. */
class BootRunnerTest {

  @TempDir Path folder;

  @Test
  @DisplayName("a guest that prints and ends is a success")
  void success() throws Exception {
    BootResult result =
        boot(new TestGuest().print("Hello World\n").exit(0), Expectations.lines("Hello", "W.*d$"));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.outcome()).isEqualTo(BootOutcome.EXITED);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.exitStatus()).hasValue(33);
    assertThat(result.console().file()).hasContent("Hello World\n");
    assertThat(result.console().tail()).isEqualTo("Hello World\n");
    assertThat(result.console().firstByteNs().getAsLong()).isBetween(1L, result.timeline().endNs());
    assertThat(result.marks()).extracting(Mark::name).containsExactly("exit");
    assertThat(result.command().orElseThrow().words()).contains("-kernel");
  }

  @Test
  @DisplayName("a guest that prints the success text and then crashes is a crash")
  void crashAfterSuccessText() throws Exception {
    BootResult result =
        boot(new TestGuest().print("Hello World\n").tripleFault(), Expectations.lines("Hello"));

    assertThat(result.outcome()).isEqualTo(BootOutcome.CRASHED);
    assertThat(result.successful()).isFalse();
    assertThat(result.exitStatus()).as("QEMU calls it a success").hasValue(0);
    assertThat(result.reason())
        .contains("without an exit mark")
        .contains("triple fault")
        .contains("Hello World");
  }

  @Test
  @DisplayName("the exit status of success without the exit mark is a crash")
  void statusAloneIsNoSuccess() throws Exception {
    BootResult result = boot(new TestGuest().debugExit(0x10).halt(), Expectations.SUCCESS);

    assertThat(result.exitStatus()).hasValue(33);
    assertThat(result.outcome()).isEqualTo(BootOutcome.CRASHED);
    assertThat(result.reason()).contains("the console is empty");
  }

  @Test
  @DisplayName("exit status 1, which QEMU uses for its own errors, is the VMM's failure")
  void ambiguousStatus() throws Exception {
    BootResult byGuest = boot(new TestGuest().debugExit(0).halt(), Expectations.SUCCESS);
    Files.writeString(folder.resolve("guest.elf"), "no image at all");
    BootResult byQemu =
        new BootRunner().run(request(folder.resolve("guest.elf"), Expectations.SUCCESS));

    assertThat(byGuest.exitStatus()).hasValue(1);
    assertThat(byQemu.exitStatus()).hasValue(1);
    assertThat(byGuest.successful()).isFalse();
    assertThat(byQemu.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(byQemu.reason()).contains("status 1").contains("kernel");
  }

  @Test
  @DisplayName("a guest that never ends is ended by the watchdog")
  void watchdog() throws Exception {
    Path image = new TestGuest().print("up\n").loop().writeTo(folder.resolve("guest.elf"));
    BootRequest request =
        request(image, Expectations.lines("up", "down")).withTimeout(Duration.ofSeconds(3));
    BootResult result = new BootRunner().run(request);

    assertThat(result.outcome()).isEqualTo(BootOutcome.TIMED_OUT);
    assertThat(result.reason())
        .contains("3 s")
        .contains("expected line 2 of 2 never came: /down/")
        .contains("the last line of the console is: up");
    assertThat(result.exitStatus()).hasValue(137);
  }

  @Test
  @DisplayName("a guest that cannot switch the machine off is helped after its exit mark")
  void haltsInsteadOfPowerOff() throws Exception {
    BootResult result =
        boot(new TestGuest().print("bye\n").mark("exit", "0").halt(), Expectations.lines("bye"));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(Duration.ofNanos(result.timeline().endNs())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("another exit code than expected is no success, an expected one is")
  void exitCode() throws Exception {
    TestGuest guest = new TestGuest().print("three\n").exit(3);
    BootResult wrong = boot(guest, Expectations.SUCCESS);
    BootResult right = boot(guest, Expectations.SUCCESS.withExitCode(3));

    assertThat(wrong.successful()).isFalse();
    assertThat(wrong.reason())
        .isEqualTo(
            "the program ended with exit code 3, expected was 0; the last line of the console is:"
                + " three");
    assertThat(right.successful()).isTrue();
  }

  @Test
  @DisplayName("a panic is told with the kernel's reason")
  void panic() throws Exception {
    BootResult result =
        boot(
            new TestGuest().mark("panic", "no memory left").debugExit(0x11).halt(),
            Expectations.SUCCESS);

    assertThat(result.outcome()).isEqualTo(BootOutcome.PANICKED);
    assertThat(result.reason()).contains("no memory left");
    assertThat(result.exitStatus()).hasValue(35);
  }

  @Test
  @DisplayName("a rejected line ends the boot at once")
  void reject() throws Exception {
    BootResult result =
        boot(
            new TestGuest().print("starting\nRuntime error 216 at $0\n").loop(),
            Expectations.lines("never").withReject("Runtime error \\d+ at"));

    assertThat(result.outcome()).isEqualTo(BootOutcome.REJECTED);
    assertThat(result.reason()).contains("/Runtime error \\d+ at/: Runtime error 216");
    assertThat(Duration.ofNanos(result.timeline().endNs())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("an expected line that never comes is told with what came instead")
  void missingLine() throws Exception {
    BootResult result =
        boot(new TestGuest().print("one\ntwo\n").exit(0), Expectations.lines("one", "three"));

    assertThat(result.successful()).isFalse();
    assertThat(result.outcome()).isEqualTo(BootOutcome.EXITED);
    assertThat(result.reason())
        .isEqualTo(
            "the program ended with exit code 0; expected line 2 of 2 never came: /three/; the last"
                + " line of the console is: two");
  }

  @Test
  @DisplayName("a server is stopped once it is ready")
  void ready() throws Exception {
    TestGuest guest = new TestGuest().print("booting\nlistening on 80\n").loop();
    BootResult result = boot(guest, Expectations.lines("listening").untilReady());

    assertThat(result.outcome()).isEqualTo(BootOutcome.READY);
    assertThat(result.successful()).isTrue();
    assertThat(result.timeline().readyNs()).isPresent();
  }

  @Test
  @DisplayName("ToroReady makes ready, wherever the console is")
  void readyMark() throws Exception {
    TestGuest guest = new TestGuest().print("booting\n").mark("ready", "").loop();
    BootResult result = boot(guest, Expectations.SUCCESS.untilReady());

    assertThat(result.outcome()).isEqualTo(BootOutcome.READY);
    assertThat(result.timeline().readyBy()).contains("ToroReady");
  }

  @Test
  @DisplayName("a program that should serve but ends is no success")
  void endsBeforeReady() throws Exception {
    BootResult result =
        boot(new TestGuest().print("oops\n").exit(0), Expectations.lines("up").untilReady());

    assertThat(result.successful()).isFalse();
    assertThat(result.reason()).contains("exit code 0 before it was ready").contains("/up/");
  }

  @Test
  @DisplayName("binary garbage passes unchanged")
  void binaryConsole() throws Exception {
    byte[] garbage = new byte[20_000];
    new Random(7).nextBytes(garbage);
    BootResult result =
        boot(new TestGuest().print(garbage).print("\nend\n").exit(0), Expectations.lines("^end$"));

    assertThat(result.successful()).as(result.reason()).isTrue();
    byte[] console = Files.readAllBytes(result.console().file());
    assertThat(console).startsWith(garbage).hasSize(garbage.length + 5);
  }

  @Test
  @DisplayName("a guest that does not wait for its serial port loses no byte")
  void flood() throws Exception {
    TestGuest guest = new TestGuest();
    guest.repeat(200, () -> guest.print("0123456789abcde\n".repeat(64)));
    BootResult result = boot(guest.print("done\n").exit(0), Expectations.lines("^done$"));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().sizeBytes()).isEqualTo(200 * 1024 + 5);
    assertThat(Files.size(result.console().file())).isEqualTo(200 * 1024 + 5);
    assertThat(result.console().tail()).hasSize(65_536).endsWith("abcde\ndone\n");
  }

  @Test
  @DisplayName("the sequence of in-band marks belongs to the program when there is an event port")
  void noForgedMarks() throws Exception {
    BootResult result =
        boot(
            new TestGuest().inBandMark("exit", "0").print("x\n").exit(5),
            Expectations.SUCCESS.withExitCode(5));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().tail()).isEqualTo("\u001b_Tx3e8 0\u001b\\x\n");
  }

  @Test
  @DisplayName("console input reaches the guest, once the program runs")
  void consoleInput() throws Exception {
    Path image =
        new TestGuest()
            .mark("program", "")
            .echoByte()
            .echoByte()
            .exit(0)
            .writeTo(folder.resolve("guest.elf"));
    BootResult result =
        new BootRunner().run(request(image, Expectations.SUCCESS).withConsoleInput("ok"));

    assertThat(result.console().tail()).isEqualTo("ok");
  }

  @Test
  @DisplayName("pc and q35 boot the same image")
  void otherMachines() throws Exception {
    Path image = new TestGuest().print("up\n").exit(0).writeTo(folder.resolve("guest.elf"));
    for (Machine machine : new Machine[] {Machine.PC, Machine.Q35}) {
      BootResult result =
          new BootRunner()
              .run(
                  request(image, Expectations.lines("up"))
                      .withMachine(MachineConfig.builder().machine(machine).build()));
      assertThat(result.successful()).as(machine + ": " + result.reason()).isTrue();
    }
  }

  private BootResult boot(TestGuest guest, Expectations expectations) throws Exception {
    Path image = guest.writeTo(folder.resolve("guest.elf"));
    return new BootRunner().run(request(image, expectations));
  }

  private BootRequest request(Path image, Expectations expectations) {
    return BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
        .withExpectations(expectations);
  }
}
