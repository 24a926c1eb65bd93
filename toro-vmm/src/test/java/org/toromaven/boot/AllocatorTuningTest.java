// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.vmm.AllocatorTuning;
import org.toromaven.vmm.BootSource;

class AllocatorTuningTest {

  @TempDir Path folder;

  @Test
  @DisplayName("a VMM is started with the words for its allocator, or with the user's own")
  void started() throws Exception {
    Map<String, String> expected = new HashMap<>(System.getenv());
    AllocatorTuning.apply(expected);
    BootRequest request =
        BootRequest.of(BootSource.kernel(folder), folder.resolve("console.log"))
            .withMachine(ScriptedVmm.machine());

    BootResult result =
        new BootRunner(ScriptedVmm.only("echo \"$GLIBC_TUNABLES\"; " + ScriptedVmm.exitMark(0)))
            .run(request);

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().file())
        .hasContent(expected.get("GLIBC_TUNABLES") + System.lineSeparator());
  }

  @Test
  @DisplayName("what the user has set stays")
  void kept() {
    Map<String, String> environment =
        new HashMap<>(Map.of("GLIBC_TUNABLES", "glibc.malloc.check=3"));

    AllocatorTuning.apply(environment);

    assertThat(environment).containsExactly(Map.entry("GLIBC_TUNABLES", "glibc.malloc.check=3"));
  }
}
