// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file while another process writes it. The console goes through a file and not through a
 * pipe or socket, because a VMM drops bytes of a guest that does not wait for its serial port as
 * soon as a pipe or socket is full (measured: QEMU 7.2 lost up to 40 % of a megabyte on a socket),
 * and a file is never full. The kernel tells of its growth (inotify), in less than a millisecond.
 */
final class FileFollower implements AutoCloseable {

  /** Receives bytes as they are found. */
  interface Sink {
    /** Bytes that one read returned, and when. */
    void bytes(byte[] bytes, int length, long arrivalNanoTime) throws IOException;
  }

  private static final int BUFFER_BYTES = 65_536;

  /** Some file systems do not tell of changes; then this is how late a byte may be seen. */
  private static final long LOOK_AGAIN_MS = 250;

  private final Path file;
  private final WatchService growth;
  private volatile boolean finished;

  private FileFollower(Path file, WatchService growth) {
    this.file = file;
    this.growth = growth;
  }

  /** Prepares to follow a file whose directory exists. */
  static FileFollower of(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    WatchService growth = folder.getFileSystem().newWatchService();
    folder.register(
        growth, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    return new FileFollower(file, growth);
  }

  /** Hands on what is and will be in the file, which exists, until {@link #finish} is called. */
  void follow(Sink sink) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      boolean last;
      do {
        last = finished;
        // To the end as it is now: a process that escaped might write for ever.
        long end = channel.size();
        while (channel.position() < end && channel.read(buffer.clear()) > 0) {
          sink.bytes(buffer.array(), buffer.position(), System.nanoTime());
        }
      } while (!last && awaitGrowth());
    }
  }

  /** The writer has ended: what is in the file now is all there will be. */
  void finish() throws IOException {
    finished = true;
    growth.close();
  }

  @Override
  public void close() throws IOException {
    finish();
  }

  private boolean awaitGrowth() throws IOException {
    try {
      WatchKey key = growth.poll(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
      return true;
    } catch (ClosedWatchServiceException e) {
      return finished;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
