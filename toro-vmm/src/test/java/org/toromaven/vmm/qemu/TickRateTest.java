// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TickRateTest {

  private static final long STEP_NS = 800_000;
  private static final int LAST = ProbeGuest.BYTES - 1;

  /** 0.8 ms at 2.5 GHz. */
  private static final long TICKS = 2_000_000;

  @Test
  @DisplayName("stamps in time give the rate, late ones do no harm")
  void inTime() {
    assertThat(TickRate.perSecond(stamps(i -> 0), TICKS)).hasValue(2_500_000_000L);
    assertThat(TickRate.perSecond(stamps(i -> i % 5 == 2 ? 0 : 1_900_000), TICKS))
        .hasValue(2_500_000_000L);
  }

  @Test
  @DisplayName(
      "on a busy host, where stamps come in bursts of up to 12 ms, the rate is right by 1 %")
  void bursts() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      long[] late = new long[ProbeGuest.BYTES];
      for (int i = 0; i < late.length; ) {
        int burst = 1 + random.nextInt(15);
        for (int k = burst - 1; k >= 0 && i < late.length; k--) {
          late[i++] = k * STEP_NS + random.nextInt(150_000);
        }
      }
      TickRate.perSecond(stamps(i -> late[(int) i]), TICKS)
          .ifPresentOrElse(
              hz -> assertThat(hz).isBetween(2_475_000_000L, 2_525_000_000L),
              () -> assertThat(late).as("there was no stamp in time").isEmpty());
    }
  }

  @Test
  @DisplayName("stamps that all came in one lump say nothing")
  void lump() {
    assertThat(TickRate.perSecond(stamps(i -> (LAST - i) * STEP_NS + i * 30), TICKS)).isEmpty();
  }

  @Test
  @DisplayName("stamps of a reader that slept through half of them say nothing")
  void slept() {
    long half = LAST / 2 + 5;
    assertThat(
            TickRate.perSecond(
                stamps(i -> i < half ? (half - i) * STEP_NS : i % 40 * 700_000), TICKS))
        .isEmpty();
  }

  private static List<Long> stamps(LongUnaryOperator delayNs) {
    return LongStream.range(0, ProbeGuest.BYTES)
        .map(i -> 1_000 + i * STEP_NS + delayNs.applyAsLong(i))
        .boxed()
        .toList();
  }
}
