// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at everything that comes out of a guest and its VMM, again and again: often at first, and
 * the less often the longer nothing came, so that a byte is seen at most 0.1 % of the waiting time
 * late. To be told by the kernel was several milliseconds late for files, and for the event port it
 * woke a thread for each byte, in the way of the guest.
 *
 * <p>One thread looks at console and events, in an order that keeps cause before effect: what the
 * guest said on the event port before it wrote to the console is handed on before that.
 */
final class GuestWatch {

  /** Receives bytes as they are found. */
  @FunctionalInterface
  interface Sink {
    /** Bytes that one reading returned, and when. */
    void bytes(byte[] bytes, int length, long arrivalNanoTime) throws IOException;
  }

  private static final long LEAST_PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long MOST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The pause is this part of the time for which nothing came. */
  private static final long IDLE_PER_PAUSE = 1024;

  private final EventSocket events;
  private final Sink eventSink;
  private final FileTail console;
  private final Sink consoleSink;
  private final FileTail messages;
  private final Sink messageSink;
  private final CountDownLatch finished = new CountDownLatch(1);
  private long lastGrowth = System.nanoTime();

  GuestWatch(
      EventSocket events,
      Sink eventSink,
      FileTail console,
      Sink consoleSink,
      FileTail messages,
      Sink messageSink) {
    this.events = events;
    this.eventSink = eventSink;
    this.console = console;
    this.consoleSink = consoleSink;
    this.messages = messages;
    this.messageSink = messageSink;
  }

  /** Hands on what is there and will be, until {@link #finish} was called and all was read. */
  void follow() throws IOException {
    boolean last;
    do {
      last = finished.getCount() == 0;
      lookAtGuest();
      lookAtMessages();
    } while (!last && pause());
  }

  /** The VMM has ended: what is there now is all there will be. */
  void finish() {
    finished.countDown();
  }

  private void lookAtGuest() throws IOException {
    long end = console.end();
    int count;
    do {
      count = console.read(end);
      long now = System.nanoTime();
      boolean told = events.read((bytes, length) -> eventSink.bytes(bytes, length, now));
      if (count > 0) {
        consoleSink.bytes(console.bytes(), count, now);
      }
      if (count > 0 || told) {
        lastGrowth = now;
      }
    } while (count > 0);
  }

  private void lookAtMessages() throws IOException {
    long end = messages.end();
    for (int count = messages.read(end); count > 0; count = messages.read(end)) {
      messageSink.bytes(messages.bytes(), count, System.nanoTime());
    }
  }

  /** Waits a moment; false when the thread was interrupted. */
  private boolean pause() {
    long idleNs = System.nanoTime() - lastGrowth;
    long pauseNs = Math.min(Math.max(idleNs / IDLE_PER_PAUSE, LEAST_PAUSE_NS), MOST_PAUSE_NS);
    try {
      boolean unused = finished.await(pauseNs, TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
