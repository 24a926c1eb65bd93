// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file while another process writes it. The console goes through a file and not through a
 * pipe or socket, because a full one makes a VMM drop the bytes of a guest that does not wait for
 * its serial port, and a file is never full. (A socket is full after some 300 bytes: QEMU writes
 * each byte by itself and Linux keeps a buffer for each write; measured with QEMU 7.2, up to 40 %
 * of a megabyte was lost. A pipe is full after 64 KiB that nobody read in time.)
 */
final class FileTail implements AutoCloseable {

  private static final int BUFFER_BYTES = 65_536;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private FileTail(FileChannel channel) {
    this.channel = channel;
  }

  /** From the beginning of a file, which exists. */
  static FileTail of(Path file) throws IOException {
    return new FileTail(FileChannel.open(file, StandardOpenOption.READ));
  }

  /** Where the file ends now. A process that escaped might write for ever. */
  long end() throws IOException {
    return channel.size();
  }

  /**
   * Reads on.
   *
   * @param end no further than that, but for what comes in one reading
   * @return how many bytes are at the start of {@link #bytes()}; 0 at the end
   */
  int read(long end) throws IOException {
    return channel.position() < end ? Math.max(0, channel.read(buffer.clear())) : 0;
  }

  /** What was read last, valid until the next reading. */
  byte[] bytes() {
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
