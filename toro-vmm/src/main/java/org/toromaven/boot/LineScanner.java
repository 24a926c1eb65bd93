// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Cuts a console into lines for matching, as the bytes come. The unfinished last line is shown too,
 * each time it has grown, because a prompt has no line feed. A line longer than 64 KiB is taken as
 * several, so memory stays bounded whatever the guest writes.
 */
final class LineScanner {

  /** Receives the text of lines. */
  interface Sink {
    /**
     * A line, or what there is of it.
     *
     * @param text without line feed and carriage return
     * @param complete false when more of the same line may follow
     */
    void line(String text, boolean complete);
  }

  private static final int LINE_MAX_BYTES = 65_536;

  /** An unfinished line up to this long is shown at each growth, a longer one when it doubled. */
  private static final int EAGER_BYTES = 1024;

  private final Sink sink;
  private byte[] line = new byte[256];
  private int size;
  private int shownSize;

  LineScanner(Sink sink) {
    this.sink = sink;
  }

  void accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        append(bytes, start, i - start);
        complete();
        start = i + 1;
      }
    }
    append(bytes, start, end - start);
    boolean grown = size <= EAGER_BYTES ? size > shownSize : size >= 2 * shownSize;
    if (grown) {
      shownSize = size;
      sink.line(text(), false);
    }
  }

  /** The console has ended: the last line is complete though it has no line feed. */
  void finish() {
    if (size > 0) {
      complete();
    }
  }

  private void append(byte[] bytes, int offset, int length) {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, LINE_MAX_BYTES - size);
      if (size + count > line.length) {
        int wanted = Math.max(size + count, 2 * line.length);
        line = Arrays.copyOf(line, Math.min(LINE_MAX_BYTES, wanted));
      }
      System.arraycopy(bytes, offset + done, line, size, count);
      size += count;
      done += count;
      if (size == LINE_MAX_BYTES) {
        complete();
      }
    }
  }

  private void complete() {
    String text = text();
    size = 0;
    shownSize = 0;
    sink.line(text, true);
  }

  private String text() {
    int length = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
    return new String(line, 0, length, UTF_8);
  }
}
