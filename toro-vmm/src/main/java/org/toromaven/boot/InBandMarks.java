// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Takes the marks out of a console that carries them in-band (BOOT-ABI 7): {@code ESC _ T} line
 * {@code ESC \}. All other bytes pass unchanged and in order, also those of a sequence that turns
 * out not to be a mark. Bytes may arrive cut anywhere.
 */
final class InBandMarks {

  /** Receives what the console was split into. */
  interface Sink {
    /** Bytes of the console proper. */
    void console(byte[] bytes, int offset, int length);

    /**
     * The text between the introducer and the terminator.
     *
     * @return false when it is no mark, and so belongs to the console
     */
    boolean markLine(String line);
  }

  private static final byte ESCAPE = 0x1b;
  private static final byte[] OPEN = "\u001b_T".getBytes(US_ASCII);
  private static final byte[] CLOSE = "\u001b\\".getBytes(US_ASCII);

  private final Sink sink;

  /** Bytes that may be part of a mark: a prefix of OPEN, or OPEN and a line so far. */
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  /** The last of them. */
  private byte last;

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
    if (size < OPEN.length ? next == OPEN[size] : isText(next) && last != ESCAPE) {
      held.write(next);
      last = next;
      if (size > MarkParser.LINE_MAX) {
        release();
      }
    } else if (size >= OPEN.length && last == ESCAPE && next == CLOSE[1]) {
      held.write(next);
      closed();
    } else {
      broken(next);
    }
  }

  /** What is held is no mark, but one may begin with its last byte, or with this one. */
  private void broken(byte next) {
    byte[] all = held.toByteArray();
    held.reset();
    boolean again = all.length > 1 && last == ESCAPE;
    passOn(all, 0, again ? all.length - 1 : all.length);
    if (again || next == ESCAPE) {
      held.write(ESCAPE);
      last = ESCAPE;
    }
    if (again) {
      hold(next);
    } else if (next != ESCAPE) {
      sink.console(new byte[] {next}, 0, 1);
    }
  }

  private void closed() {
    byte[] all = held.toByteArray();
    int lineLength = all.length - OPEN.length - CLOSE.length;
    if (sink.markLine(new String(all, OPEN.length, lineLength, UTF_8))) {
      held.reset();
    } else {
      release();
    }
  }

  /** What a mark may hold, and the escape that ends it; bytes from 0x80 are negative. */
  private static boolean isText(byte next) {
    return next >= ' ' || next < 0 || next == ESCAPE;
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
