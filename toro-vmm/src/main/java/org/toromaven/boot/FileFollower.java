// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file while another process writes it. The console goes through a file and not through a
 * pipe or socket, because a full one makes a VMM drop the bytes of a guest that does not wait for
 * its serial port, and a file is never full. (A socket is full after some 300 bytes: QEMU writes
 * each byte by itself and the kernel keeps a buffer for each write; measured with QEMU 7.2, up to
 * 40 % of a megabyte was lost. A pipe is full after 64 KiB that nobody read in time.)
 *
 * <p>The file is looked at again and again: often at first, and the less often the longer nothing
 * came, so that a byte is seen at most 0.1 % of the waiting time late. Notification by the kernel
 * (inotify) was several milliseconds late, and keeps a second thread busy with each byte.
 */
final class FileFollower implements AutoCloseable {

  /** Receives bytes as they are found. */
  interface Sink {
    /** Bytes that one read returned, and when. */
    void bytes(byte[] bytes, int length, long arrivalNanoTime) throws IOException;
  }

  private static final int BUFFER_BYTES = 65_536;
  private static final long LEAST_PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long MOST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The pause is this part of the time for which nothing came. */
  private static final long IDLE_PER_PAUSE = 1024;

  private final Path file;
  private final CountDownLatch finished = new CountDownLatch(1);

  private FileFollower(Path file) {
    this.file = file;
  }

  /** Prepares to follow a file. */
  static FileFollower of(Path file) {
    return new FileFollower(file);
  }

  /** Hands on what is and will be in the file, which exists, until {@link #finish} is called. */
  void follow(Sink sink) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      long lastGrowth = System.nanoTime();
      boolean last;
      do {
        last = finished.getCount() == 0;
        // To the end as it is now: a process that escaped might write for ever.
        long end = channel.size();
        while (channel.position() < end && channel.read(buffer.clear()) > 0) {
          lastGrowth = System.nanoTime();
          sink.bytes(buffer.array(), buffer.position(), lastGrowth);
        }
      } while (!last && pause(System.nanoTime() - lastGrowth));
    }
  }

  /** The writer has ended: what is in the file now is all there will be. */
  void finish() {
    finished.countDown();
  }

  @Override
  public void close() {
    finish();
  }

  /** Waits a moment; false when the thread was interrupted. */
  private boolean pause(long idleNs) {
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
