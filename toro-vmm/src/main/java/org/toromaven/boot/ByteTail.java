// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The last bytes of a stream, in a buffer of fixed size. Not safe for several threads. */
final class ByteTail {

  private final byte[] ring;
  private long written;

  ByteTail(int capacityBytes) {
    ring = new byte[capacityBytes];
  }

  void append(byte[] bytes, int offset, int length) {
    int skipped = Math.max(0, length - ring.length);
    written += skipped;
    for (int done = skipped; done < length; ) {
      int at = Math.toIntExact(written % ring.length);
      int count = Math.min(length - done, ring.length - at);
      System.arraycopy(bytes, offset + done, ring, at, count);
      written += count;
      done += count;
    }
  }

  /** How many bytes were ever appended. */
  long writtenBytes() {
    return written;
  }

  /** The bytes kept, as text. */
  String text() {
    if (written <= ring.length) {
      return new String(ring, 0, Math.toIntExact(written), UTF_8);
    }
    int start = Math.toIntExact(written % ring.length);
    byte[] ordered = new byte[ring.length];
    System.arraycopy(ring, start, ordered, 0, ring.length - start);
    System.arraycopy(ring, 0, ordered, ring.length - start, start);
    return new String(ordered, UTF_8);
  }
}
