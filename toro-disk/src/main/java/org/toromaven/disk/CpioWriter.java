// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;

/**
 * Writes cpio archives of the "newc" kind: each entry is a header of 6 + 13 * 8 characters, the
 * name with a NUL, and the contents, the last two padded to a multiple of 4 (cpio(5); Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
final class CpioWriter {
  private static final String MAGIC = "070701";
  private static final String TRAILER = "TRAILER!!!";
  private static final int ALIGNMENT = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final long seconds;
  private int lastInode;

  private CpioWriter(Instant timestamp) {
    this.seconds = timestamp.getEpochSecond();
  }

  static byte[] write(SourceTree tree, Instant timestamp) throws IOException, DiskException {
    CpioWriter writer = new CpioWriter(timestamp);
    for (SourceTree.Entry entry : tree.entries()) {
      writer.add(entry);
    }
    writer.addRaw(TRAILER, 0, new byte[0]);
    return writer.out.toByteArray();
  }

  private void add(SourceTree.Entry entry) throws IOException {
    switch (entry.kind()) {
      case DIRECTORY -> addRaw(entry.name(), 040000 | entry.mode(), new byte[0]);
      case FILE -> addRaw(entry.name(), 0100000 | entry.mode(), Files.readAllBytes(entry.source()));
      case LINK -> {
        String target = Files.readSymbolicLink(entry.source()).toString();
        addRaw(entry.name(), 0120000 | entry.mode(), target.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void addRaw(String name, int mode, byte[] content) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    number(++lastInode);
    number(mode);
    number(0); // owner
    number(0); // group
    number(1); // links
    number(mode == 0 ? 0 : seconds);
    number(content.length);
    number(0); // device the file lies on, major and minor
    number(0);
    number(0); // device the file is, major and minor
    number(0);
    number(nameBytes.length + 1L);
    number(0); // checksum, of another kind of archive
    out.write(nameBytes);
    out.write(0);
    pad();
    out.write(content);
    pad();
  }

  private void number(long value) throws IOException {
    out.write(String.format("%08X", value & 0xFFFF_FFFFL).getBytes(StandardCharsets.US_ASCII));
  }

  private void pad() {
    while (out.size() % ALIGNMENT != 0) {
      out.write(0);
    }
  }
}
