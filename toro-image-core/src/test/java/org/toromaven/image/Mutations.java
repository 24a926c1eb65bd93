// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.util.Random;
import org.toromaven.image.bytes.ByteSink;

/** Changes bytes of files at random, in the ways that hurt readers of binary formats. */
public final class Mutations {

  private static final long[] NASTY = {
    0,
    1,
    -1,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    0x7FFF_FFFFL,
    0x8000_0000L,
    0xFFFF_FFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 32,
    1L << 40,
    -8
  };

  private final Random random;

  /** Makes a generator whose changes the seed decides. */
  public Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** Returns a copy with one to four changes. */
  public byte[] of(byte[] original) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(bytes);
    }
    return bytes;
  }

  private void change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> put(bytes, at & -8, NASTY[random.nextInt(NASTY.length)], 8);
      default -> put(bytes, at & -4, NASTY[random.nextInt(NASTY.length)], 4);
    }
  }

  private static void put(byte[] bytes, int at, long value, int width) {
    byte[] number = new ByteSink().u8(value).toBytes();
    System.arraycopy(number, 0, bytes, at, Math.min(width, bytes.length - at));
  }
}
