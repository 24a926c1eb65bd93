// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;

/** Boots small guests under QEMU; every fate of a boot is a result. */
class BootRunnerTest {

  @TempDir Path folder;

  @Test
  void guestThatPrintsAndEndsIsASuccess() throws Exception {
    BootResult result =
        boot(new TestGuest().print("Hello World\n").exit(0), Expectations.lines("Hello"));

    assertThat(result.outcome()).isEqualTo(BootOutcome.EXITED);
    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.console().file()).hasContent("Hello World\n");
    assertThat(result.marks()).extracting(Mark::name).containsExactly("exit");
  }

  @Test
  void guestThatPrintsTheExpectedTextAndCrashesIsNoSuccess() throws Exception {
    BootResult result =
        boot(new TestGuest().print("Hello World\n").tripleFault(), Expectations.lines("Hello"));

    assertThat(result.outcome()).isEqualTo(BootOutcome.CRASHED);
    assertThat(result.successful()).isFalse();
    assertThat(result.exitStatus()).hasValue(0);
    assertThat(result.reason()).contains("without an exit mark").contains("Hello World");
  }

  private BootResult boot(TestGuest guest, Expectations expectations) throws Exception {
    Path image = guest.writeTo(folder.resolve("guest.elf"));
    BootRequest request = BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"));
    return new BootRunner().run(request.withExpectations(expectations));
  }
}
