// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Cuts the bytes of the event port into lines. A line that is too long is cut. */
final class EventLines {

  /** Receives lines. */
  interface Sink {
    /** One line, without line feed. */
    void line(String line, long arrivalNanoTime);
  }

  private final Sink sink;
  private final byte[] line = new byte[MarkParser.LINE_MAX];
  private int size;

  EventLines(Sink sink) {
    this.sink = sink;
  }

  void accept(byte[] bytes, int length, long arrivalNanoTime) {
    for (int i = 0; i < length; i++) {
      boolean ended = bytes[i] == '\n';
      if (ended || size == line.length) {
        sink.line(new String(line, 0, size, UTF_8), arrivalNanoTime);
        size = 0;
      }
      if (!ended) {
        line[size++] = bytes[i];
      }
    }
  }
}
