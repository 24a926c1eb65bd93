// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ChildJvm;
import org.toromaven.testing.Processes;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmCommand;

/** VMMs and builds that are killed at any moment: the verdict is right and nothing stays behind. */
class RandomDeathTest {

  private static final long PATIENCE_SECONDS = 120;

  /** In the environment of a build and of the VMMs that it starts. */
  private static final String VARIABLE = "TORO_TEST_BUILD";

  private static final String LAST_LINE = "the last line\n";

  @TempDir Path folder;
  private final Random random = new Random(5);
  private Path image;

  @BeforeEach
  void image() throws IOException {
    TestGuest guest = new TestGuest().print("up\n");
    guest.repeat(2_000, () -> guest.print("working\n"));
    image = guest.print(LAST_LINE).exit(0).writeTo(folder.resolve("guest.elf"));
  }

  @Test
  @DisplayName("a VMM that is killed at any moment of 10 boots")
  void vmm() throws Exception {
    killVmms(10);
  }

  @Test
  @Tag("long")
  @DisplayName("a VMM that is killed at any moment of 300 boots")
  void vmmLong() throws Exception {
    killVmms(300);
  }

  @Test
  @DisplayName("a build that is killed, interrupted or ended at any moment while 2 VMMs run")
  void build() throws Exception {
    killBuilds("KILL", "INT");
  }

  @Test
  @Tag("long")
  @DisplayName("30 builds that are killed, interrupted or ended at any moment")
  void buildLong() throws Exception {
    for (int i = 0; i < 10; i++) {
      killBuilds("KILL", "INT", "TERM");
    }
  }

  private void killVmms(int boots) throws Exception {
    int killed = 0;
    for (int i = 0; i < boots; i++) {
      Killer killer = new Killer(WorkDirectory.prefix(), random.nextInt(120_000_000));
      BootRequest request =
          BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
              .withExpectations(Expectations.lines("^up$", "^the last line$"));
      BootResult result = new BootRunner().run(request, killer);
      if (result.successful()) {
        assertThat(result.console().tail()).endsWith(LAST_LINE);
      } else {
        killed++;
        assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.VMM_FAILED);
        assertThat(result.reason()).contains("ended by signal 9 (KILL)");
        assertThat(result.exitStatus()).hasValue(137);
      }
    }
    System.out.printf("VMMs killed before their guest had ended: %d of %d%n", killed, boots);
    assertThat(killed).isPositive();
    assertThat(OwnLeftovers.workDirectories()).isEmpty();
    assertThat(OwnLeftovers.processes(WorkDirectory.prefix())).isEmpty();
  }

  private void killBuilds(String... signals) throws Exception {
    for (String signal : signals) {
      List<String> words =
          ChildJvm.command(ManyBoots.class, List.of(), image + "", folder.toString());
      ProcessBuilder builder =
          new ProcessBuilder(ChildJvm.interruptible(words))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put(VARIABLE, folder.toString());
      Process build = builder.start();
      String owner = ProcessIdentity.of(build.toHandle()).text();
      awaitFirstBoot(build);
      LockSupport.parkNanos(random.nextInt(500_000_000));
      new ProcessBuilder("kill", "-" + signal, Long.toString(build.pid())).start().waitFor();
      assertThat(build.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("%s ends the build", signal)
          .isTrue();
      for (ProcessHandle vmm : Processes.withVariable(VARIABLE, folder.toString())) {
        assertThat(Processes.awaitEnd(vmm.pid(), Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
      }
      if (signal.equals("KILL")) {
        // It had no chance to clear up; the next boot does.
        Leftovers.clear();
      }
      assertThat(OwnLeftovers.workDirectories(owner)).as(signal).isEmpty();
    }
  }

  /** The build's JVM takes its time; killing it before it boots would test nothing. */
  private void awaitFirstBoot(Process build) throws IOException {
    Path console = folder.resolve("console-0");
    Files.deleteIfExists(console);
    while (!Files.exists(console)) {
      assertThat(build.isAlive()).isTrue();
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Kills the VMM some time after it was started. */
  private record Killer(String inCommandLine, long delayNs) implements BootListener {
    @Override
    public void starting(
        VmmCommand command, AccelerationChoice acceleration, List<PortForward> forwards) {
      Thread thread =
          new Thread(
              () -> {
                LockSupport.parkNanos(delayNs);
                ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info().commandLine().orElse("").contains(inCommandLine))
                    .forEach(ProcessHandle::destroyForcibly);
              });
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** A build that boots two guests at once, again and again. */
  static final class ManyBoots {
    private ManyBoots() {}

    public static void main(String[] arguments) throws Exception {
      List<BootRequest> requests = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        requests.add(
            BootRequest.of(
                BootSource.kernel(Path.of(arguments[0])),
                Path.of(arguments[1]).resolve("console-" + i)));
      }
      new BootBatch(2).run(new BootRunner(), requests, Progress.NONE);
    }
  }
}
