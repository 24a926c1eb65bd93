// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Takes the marks out of a console that carries them in-band (BOOT-ABI 7): {@code ESC _ t o r o ;}
 * line {@code ESC \}. All other bytes pass unchanged and in order, also those of a sequence that
 * turns out not to be a mark. Bytes may arrive cut anywhere.
 */
final class InBandMarks {

  /** Receives what the console was split into. */
  interface Sink {
    /** Bytes of the console proper. */
    void console(byte[] bytes, int offset, int length);

    /** The text between the introducer and the terminator. */
    void markLine(String line);
  }

  private static final byte[] OPEN = "\u001b_toro;".getBytes(US_ASCII);
  private static final byte[] CLOSE = "\u001b\\".getBytes(US_ASCII);

  private final Sink sink;

  /** Bytes that may be part of a mark: a prefix of OPEN, or OPEN and a line so far. */
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  InBandMarks(Sink sink) {
    this.sink = sink;
  }

  void accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int plainStart = offset;
    for (int i = offset; i < end; i++) {
      if (held.size() == 0 && bytes[i] != OPEN[0]) {
        continue;
      }
      if (held.size() == 0) {
        passOn(bytes, plainStart, i);
      }
      hold(bytes[i]);
      plainStart = i + 1;
    }
    passOn(bytes, plainStart, end);
  }

  /** The console has ended: what was held back was no mark. */
  void finish() {
    release();
  }

  private void hold(byte next) {
    int size = held.size();
    if (size < OPEN.length && next != OPEN[size]) {
      release();
      if (next == OPEN[0]) {
        held.write(next);
      } else {
        sink.console(new byte[] {next}, 0, 1);
      }
      return;
    }
    held.write(next);
    if (next == CLOSE[1] && size >= OPEN.length + 1) {
      completeWhenClosed();
    } else if (size > MarkParser.LINE_MAX) {
      release();
    }
  }

  private void completeWhenClosed() {
    byte[] all = held.toByteArray();
    if (all[all.length - 2] == CLOSE[0]) {
      held.reset();
      int lineLength = all.length - OPEN.length - CLOSE.length;
      sink.markLine(new String(all, OPEN.length, lineLength, UTF_8));
    }
  }

  private void release() {
    byte[] all = held.toByteArray();
    held.reset();
    passOn(all, 0, all.length);
  }

  private void passOn(byte[] bytes, int start, int end) {
    if (end > start) {
      sink.console(bytes, start, end - start);
    }
  }
}
