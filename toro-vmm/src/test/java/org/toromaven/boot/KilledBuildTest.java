// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.testing.ChildJvm;
import org.toromaven.testing.Processes;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;

/** A build that is interrupted or killed leaves no VMM behind. */
class KilledBuildTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "KILL"})
  @DisplayName("whatever signal ends the build, the VMM ends too")
  void signal(String signal) throws Exception {
    Path image = new TestGuest().print("up\n").loop().writeTo(folder.resolve("guest.elf"));
    Process build = build(image);
    long vmm;
    try (BufferedReader output = build.inputReader()) {
      vmm = Long.parseLong(output.readLine());
      assertThat(Processes.isRunning(vmm)).isTrue();
      new ProcessBuilder("kill", "-" + signal, Long.toString(build.pid())).start().waitFor();
      assertThat(build.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(Processes.awaitEnd(vmm, Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    } finally {
      build.destroyForcibly();
    }
  }

  @Test
  @DisplayName("what a killed build left behind is cleared by the next boot")
  void leftovers() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "1000").start();
    Process dead = new ProcessBuilder("true").start();
    String deadIdentity = ProcessIdentity.of(dead.toHandle()).text();
    dead.waitFor();
    Path left = Files.createDirectory(folder.resolve(WorkDirectory.prefix() + "left"));
    Files.writeString(left.resolve(WorkDirectory.OWNER), deadIdentity);
    Files.writeString(
        left.resolve(WorkDirectory.VMM), ProcessIdentity.of(orphan.toHandle()).text());
    Path ours = Files.createDirectory(folder.resolve(WorkDirectory.prefix() + "ours"));
    Files.writeString(
        ours.resolve(WorkDirectory.OWNER), ProcessIdentity.of(ProcessHandle.current()).text());

    Leftovers.clear(folder);

    assertThat(orphan.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(left).doesNotExist();
    assertThat(ours).exists();
  }

  @Test
  @DisplayName("a process id that is used again by another process is left alone")
  void usedAgain() throws Exception {
    Process innocent = new ProcessBuilder("sleep", "1000").start();
    try {
      long start = innocent.info().startInstant().orElseThrow().toEpochMilli();
      String earlier = innocent.pid() + " " + (start - 3_600_000);
      Path left = Files.createDirectory(folder.resolve(WorkDirectory.prefix() + "left"));
      Files.writeString(left.resolve(WorkDirectory.OWNER), "1 1000");
      Files.writeString(left.resolve(WorkDirectory.VMM), earlier);

      Leftovers.clear(folder);

      assertThat(left).doesNotExist();
      assertThat(innocent.isAlive()).isTrue();
    } finally {
      innocent.destroyForcibly();
    }
  }

  private Process build(Path image) throws Exception {
    List<String> words =
        ChildJvm.command(
            Build.class, List.of(), image.toString(), folder.resolve("console.log").toString());
    return new ProcessBuilder(ChildJvm.interruptible(words))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A build that boots a guest and prints the VMM's process id once the guest runs. */
  static final class Build {
    private Build() {}

    public static void main(String[] arguments) throws Exception {
      BootRequest request =
          BootRequest.of(BootSource.kernel(Path.of(arguments[0])), Path.of(arguments[1]))
              .withTimeout(Duration.ofMinutes(5));
      PrintStream output = System.out;
      BootListener listener =
          new BootListener() {
            @Override
            public void console(ByteBuffer bytes) {
              ProcessHandle.current().children().forEach(vmm -> output.println(vmm.pid()));
            }
          };
      new BootRunner().run(request, listener);
    }
  }
}
