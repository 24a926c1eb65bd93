// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TickRateTest {

  private static final long STEP_NS = 2_500_000;

  /** 2.5 ms at 2.4 GHz. */
  private static final long TICKS = 6_000_000;

  @Test
  @DisplayName("stamps in time give the rate, some late ones do no harm")
  void inTime() {
    assertThat(TickRate.perSecond(stamps(i -> 0), TICKS)).hasValue(2_400_000_000L);
    assertThat(TickRate.perSecond(stamps(i -> i % 5 == 2 ? 1_900_000 : 0), TICKS))
        .hasValue(2_400_000_000L);
  }

  @Test
  @DisplayName("stamps that all came in one lump say nothing")
  void lump() {
    assertThat(TickRate.perSecond(stamps(i -> (20 - i) * STEP_NS + i * 30), TICKS)).isEmpty();
  }

  @Test
  @DisplayName("stamps of a reader that slept through half of them say nothing")
  void slept() {
    assertThat(TickRate.perSecond(stamps(i -> i < 9 ? (9 - i) * STEP_NS : 0), TICKS)).isEmpty();
  }

  private static List<Long> stamps(LongUnaryOperator delayNs) {
    return LongStream.range(0, ProbeGuest.BYTES)
        .map(i -> 1_000 + i * STEP_NS + delayNs.applyAsLong(i))
        .boxed()
        .toList();
  }
}
