// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.vmm.BootSource;

/** Consoles larger than memory would hold. */
class BigConsoleTest {

  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  @DisplayName("64 MiB of lines, all of them there, the last one expected")
  void lines() throws Exception {
    assertWhole(64 * MIB, "yes 'a line that is not worth reading' | head -c ");
  }

  @Test
  @Tag("long")
  @DisplayName("1 GiB without a single line feed")
  void gigabyte() throws Exception {
    assertWhole(1024 * MIB, "head -c ");
  }

  @Test
  @DisplayName("a console file that cannot take more is told, and the boot still has its verdict")
  void fullDisk() throws Exception {
    Path full = Path.of("/dev/full");
    BootResult result =
        new BootRunner(ScriptedVmm.only("echo lost; " + ScriptedVmm.exitMark(0)))
            .run(
                BootRequest.of(BootSource.kernel(folder.resolve("none.elf")), full)
                    .withMachine(ScriptedVmm.machine()));

    assertThat(result.outcome()).isEqualTo(BootOutcome.EXITED);
    assertThat(result.successful()).isFalse();
    assertThat(result.reason())
        .startsWith("/dev/full: console lost after byte 0: No space left on device");
    assertThat(result.console().tail()).isEqualTo("lost\n");
  }

  private void assertWhole(long sizeBytes, String producer) throws Exception {
    String source = producer.startsWith("head") ? " /dev/zero; " : "; ";
    String script = producer + sizeBytes + source + "echo; echo last; " + ScriptedVmm.exitMark(0);
    BootResult result =
        new BootRunner(ScriptedVmm.only(script))
            .run(
                BootRequest.of(
                        BootSource.kernel(folder.resolve("none.elf")), folder.resolve("console"))
                    .withMachine(ScriptedVmm.machine())
                    .withTimeout(Duration.ofMinutes(10))
                    .withExpectations(Expectations.lines("^last$")));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().sizeBytes()).isEqualTo(sizeBytes + 6);
    assertThat(Files.size(result.console().file())).isEqualTo(sizeBytes + 6);
    assertThat(result.console().tail()).hasSize(65_536);
  }
}
