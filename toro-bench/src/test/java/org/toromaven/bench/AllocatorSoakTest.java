// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short and long form; {@code bench/allocator} draws the long one's plots. */
final class AllocatorSoakTest {

  private static final int SECONDS = 6;
  private static final int LONG_SECONDS = 600;

  @TempDir private static Path folder;

  @Test
  @DisplayName(
      "Blocks of mixed sizes, freed across cores, stay whole and cost little more than asked")
  void soak() throws Exception {
    List<SoakSample> samples = new AllocatorRun(AllocatorBench.PROGRAM, folder).soak(SECONDS);
    assertThat(AllocatorBench.greatestShare(samples, SECONDS / 2))
        .isLessThanOrEqualTo(AllocatorBench.HELD_SHARE_MAX);
  }

  @Test
  @Tag("long")
  @DisplayName("the same over ten minutes, in which what is held does not grow")
  void longSoak() throws Exception {
    List<SoakSample> samples = new AllocatorRun(AllocatorBench.PROGRAM, folder).soak(LONG_SECONDS);
    assertThat(AllocatorBench.greatestShare(samples, AllocatorBench.WARM_UP_SECONDS))
        .isLessThanOrEqualTo(AllocatorBench.HELD_SHARE_MAX);
    assertThat(AllocatorBench.growth(samples)).isLessThanOrEqualTo(AllocatorBench.GROWTH_MAX);
  }
}
