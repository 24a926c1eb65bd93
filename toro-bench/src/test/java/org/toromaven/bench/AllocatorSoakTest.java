// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench/allocator}. */
final class AllocatorSoakTest {

  private static final int SECONDS = 6;

  @TempDir private static Path folder;

  @Test
  @DisplayName(
      "Blocks of mixed sizes, freed across cores, stay whole and cost little more than asked")
  void soak() throws Exception {
    List<SoakSample> samples = new AllocatorRun(AllocatorBench.PROGRAM, folder).soak(SECONDS);
    assertThat(AllocatorBench.greatestShare(samples, SECONDS / 2))
        .isLessThanOrEqualTo(AllocatorBench.HELD_SHARE_MAX);
  }
}
