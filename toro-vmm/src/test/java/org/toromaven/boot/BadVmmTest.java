// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.Processes;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;
import org.toromaven.vmm.Vmms;

/** VMMs that misbehave, played by shell scripts; needs no QEMU. */
class BadVmmTest {

  @TempDir Path folder;

  @Test
  @DisplayName("marks in the console are taken out, all else is kept")
  void inBandMarks() throws Exception {
    BootResult result =
        boot("printf 'a\\033b'; " + ScriptedVmm.exitMark(0) + "printf 'c\\033_x\\n'");

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().file()).hasBinaryContent("a\u001bbc\u001b_x\n".getBytes(UTF_8));
    assertThat(result.marks()).extracting(Mark::name).containsExactly("exit");
  }

  @Test
  @DisplayName("a VMM that is killed is told with the signal")
  void killed() throws Exception {
    BootResult result = boot("echo up; kill -9 $$");

    assertThat(result.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(result.reason()).contains("signal 9 (KILL)");
    assertThat(result.exitStatus()).hasValue(137);
  }

  @Test
  @DisplayName("a VMM that is killed after the exit mark changes nothing")
  void killedAfterExit() throws Exception {
    BootResult result = boot(ScriptedVmm.exitMark(0) + "kill -9 $$");

    assertThat(result.successful()).as(result.reason()).isTrue();
  }

  @Test
  @DisplayName("what a VMM complains about is the reason")
  void complaint() throws Exception {
    BootResult result = boot("echo 'no such machine' >&2; exit 1");

    assertThat(result.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(result.reason()).isEqualTo("the VMM ended with status 1: no such machine");
    assertThat(result.diagnostics()).isEqualTo("no such machine\n");
  }

  @Test
  @DisplayName("a VMM that leaves a child behind is ended with it")
  void children() throws Exception {
    Path pidFile = folder.resolve("pid");
    String script = "sleep 1000 & echo $! > " + pidFile + "; echo reject me; wait";
    BootRequest request = request().withExpectations(Expectations.SUCCESS.withReject("reject me"));
    BootResult result = new BootRunner(ScriptedVmm.only(script)).run(request);

    assertThat(result.outcome()).isEqualTo(BootOutcome.REJECTED);
    long pid = Long.parseLong(Files.readString(pidFile).trim());
    assertThat(Processes.awaitEnd(pid, Duration.ofSeconds(60))).isTrue();
  }

  @Test
  @DisplayName("the start that follows the start may fail")
  void afterStartFails() throws Exception {
    Launch.AfterStart fails =
        process -> {
          throw new IOException("PUT /boot-source: 400 no kernel");
        };
    Vmms vmms = new Vmms(List.of(new ScriptedVmm("sleep 1000", fails)));
    BootResult result = new BootRunner(vmms).run(request());

    assertThat(result.outcome()).isEqualTo(BootOutcome.VMM_FAILED);
    assertThat(result.reason()).contains("PUT /boot-source: 400 no kernel");
  }

  @Test
  @DisplayName("an exit mark without a number is no exit")
  void exitMarkWithoutNumber() throws Exception {
    BootResult result = boot(ScriptedVmm.mark("x3e8 soon"));

    assertThat(result.successful()).isFalse();
    assertThat(result.reason()).contains("the exit mark has no number: soon");
  }

  @Test
  @DisplayName("an unknown VMM is refused with the names of the known ones")
  void unknownVmm() {
    BootRequest request = request().withMachine(MachineConfig.builder().vmm("vmware").build());

    assertThatThrownBy(() -> new BootRunner(ScriptedVmm.only("true")).run(request))
        .isInstanceOf(VmmException.class)
        .hasMessage("unknown VMM: vmware (known: script)");
  }

  @Test
  @DisplayName("an interrupt of the caller cancels the boot and stays set")
  void interrupt() throws Exception {
    Thread caller = Thread.currentThread();
    BootListener interrupter =
        new BootListener() {
          @Override
          public void console(ByteBuffer bytes) {
            caller.interrupt();
          }
        };
    BootResult result =
        new BootRunner(ScriptedVmm.only("echo up; sleep 1000")).run(request(), interrupter);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.outcome()).isEqualTo(BootOutcome.CANCELLED);
  }

  @Test
  @DisplayName("a listener that fails ends the boot")
  void failingListener() throws Exception {
    BootListener failing =
        new BootListener() {
          @Override
          public void console(ByteBuffer bytes) {
            throw new IllegalStateException("terminal gone");
          }
        };
    BootResult result =
        new BootRunner(ScriptedVmm.only("echo up; sleep 1000")).run(request(), failing);

    assertThat(result.successful()).isFalse();
    assertThat(result.reason()).contains("terminal gone");
  }

  @Test
  @DisplayName("nothing is left behind: no process, no work directory")
  void nothingLeft() throws Exception {
    boot("exit 1");
    boot(ScriptedVmm.exitMark(0));
    new BootRunner(ScriptedVmm.only("sleep 1000"))
        .run(request().withTimeout(Duration.ofMillis(200)));

    assertThat(OwnLeftovers.workDirectories()).isEmpty();
    assertThat(OwnLeftovers.processes("sleep 1000")).isEmpty();
  }

  private BootResult boot(String script) throws Exception {
    return new BootRunner(ScriptedVmm.only(script)).run(request());
  }

  private BootRequest request() {
    return BootRequest.of(
            BootSource.kernel(folder.resolve("none.elf")), folder.resolve("console.log"))
        .withMachine(ScriptedVmm.machine());
  }
}
