// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a bad wire does to a frame, decided by one seeded sequence of random numbers. Chances are in
 * thousandths. Not thread-safe.
 */
final class Impairments {
  private static final int LATE_MS_MAX = 15;

  private final Random random;
  private final int loss;
  private final int doubled;
  private final int late;
  private final int corrupt;
  private long framesHarmed;

  /** A late frame is overtaken by those behind it. */
  Impairments(long seed, int loss, int doubled, int late, int corrupt) {
    this.random = new Random(seed);
    this.loss = loss;
    this.doubled = doubled;
    this.late = late;
    this.corrupt = corrupt;
  }

  /**
   * A frame that arrives.
   *
   * @param bytes its content, which may have been changed
   * @param delayMs when, from now
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never kept or compared
  record Arrival(byte[] bytes, int delayMs) {}

  /** No, one or two arrivals. */
  List<Arrival> pass(byte[] frame) {
    List<Arrival> arrivals = new ArrayList<>();
    int copies = chance(loss) ? 0 : chance(doubled) ? 2 : 1;
    framesHarmed += copies == 1 ? 0 : 1;
    for (int i = 0; i < copies; i++) {
      arrivals.add(arrival(frame));
    }
    return arrivals;
  }

  private Arrival arrival(byte[] frame) {
    byte[] bytes = frame;
    if (chance(corrupt)) {
      bytes = frame.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      framesHarmed++;
    }
    int delay = 0;
    if (chance(late)) {
      delay = 1 + random.nextInt(LATE_MS_MAX);
      framesHarmed++;
    }
    return new Arrival(bytes, delay);
  }

  private boolean chance(int thousandths) {
    return random.nextInt(1000) < thousandths;
  }

  long framesHarmed() {
    return framesHarmed;
  }
}
