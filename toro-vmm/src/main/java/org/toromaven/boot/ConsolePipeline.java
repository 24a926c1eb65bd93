// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What becomes of the console's bytes: in-band marks are taken out, the rest is kept in the file
 * and the tail, shown to the listener, and cut into lines for the judge. Runs on the console's
 * thread; {@link #log()} may be called from any.
 */
final class ConsolePipeline implements AutoCloseable {

  private static final int TAIL_BYTES = 65_536;

  private final Path file;
  private final Observations observations;
  private final BootListener listener;
  private final ByteTail tail = new ByteTail(TAIL_BYTES);
  private final LineScanner lines;
  private final Optional<InBandMarks> inBand;
  private final Optional<OutputStream> copy;
  private OptionalLong firstByteNs = OptionalLong.empty();
  private Optional<String> problem = Optional.empty();

  /** When the bytes at hand arrived, in nanoseconds since the spawn. */
  private long nowNs;

  private ConsolePipeline(
      Path file, boolean inBandMarks, Observations observations, BootListener listener)
      throws IOException {
    this.file = file;
    this.observations = observations;
    this.listener = listener;
    lines = new LineScanner((text, complete) -> observations.line(text, complete, nowNs));
    inBand = inBandMarks ? Optional.of(new InBandMarks(splitter())) : Optional.empty();
    copy = inBandMarks ? Optional.of(new FileOutputStream(file.toFile())) : Optional.empty();
  }

  /** For a VMM that writes the console's file itself. */
  static ConsolePipeline plain(Path file, Observations observations, BootListener listener)
      throws IOException {
    return new ConsolePipeline(file, false, observations, listener);
  }

  /** For a console with marks in it; the file receives the rest. */
  static ConsolePipeline withMarks(Path file, Observations observations, BootListener listener)
      throws IOException {
    return new ConsolePipeline(file, true, observations, listener);
  }

  /** Takes bytes as they came from the VMM. */
  void accept(byte[] bytes, int length, long sinceSpawnNs) {
    nowNs = sinceSpawnNs;
    if (inBand.isPresent()) {
      inBand.get().accept(bytes, 0, length);
    } else {
      console(bytes, 0, length);
    }
  }

  /** The console has ended. A VMM that writes the file itself drops what the disk cannot take. */
  void finish() throws IOException {
    inBand.ifPresent(InBandMarks::finish);
    if (copy.isEmpty()) {
      // Not Files.getFileStore: it finds no mount point in a chroot.
      noteFullDisk(file.toFile().getUsableSpace());
    }
    observations.lines(lines::finish);
  }

  synchronized void noteFullDisk(long usableBytes) {
    if (usableBytes == 0) {
      problem = Optional.of(file + ": the disk is full, so the console may be incomplete");
    }
  }

  synchronized ConsoleLog log() {
    return new ConsoleLog(file, tail.writtenBytes(), tail.text(), firstByteNs, problem);
  }

  @Override
  public void close() throws IOException {
    if (copy.isPresent()) {
      copy.get().close();
    }
  }

  private void console(byte[] bytes, int offset, int length) {
    synchronized (this) {
      firstByteNs = firstByteNs.isPresent() ? firstByteNs : OptionalLong.of(nowNs);
      tail.append(bytes, offset, length);
      if (copy.isPresent() && problem.isEmpty()) {
        write(copy.get(), bytes, offset, length);
      }
    }
    listener.console(ByteBuffer.wrap(bytes, offset, length).asReadOnlyBuffer());
    observations.lines(() -> lines.accept(bytes, offset, length));
  }

  /** A file that cannot be written stops neither the capture nor the boot; it is reported. */
  private void write(OutputStream output, byte[] bytes, int offset, int length) {
    try {
      output.write(bytes, offset, length);
    } catch (IOException e) {
      long whole = tail.writtenBytes() - length;
      problem = Optional.of(file + ": console lost after byte " + whole + ": " + e.getMessage());
    }
  }

  private InBandMarks.Sink splitter() {
    return new InBandMarks.Sink() {
      @Override
      public void console(byte[] bytes, int offset, int length) {
        ConsolePipeline.this.console(bytes, offset, length);
      }

      @Override
      public boolean markLine(String line) {
        Optional<Mark> mark = MarkParser.parse(line, nowNs);
        mark.ifPresent(observations::mark);
        return mark.isPresent();
      }
    };
  }
}
