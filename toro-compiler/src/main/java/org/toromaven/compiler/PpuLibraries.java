// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from a compiled unit (PPU file) the names of the libraries that its source asks for, so
 * that a message can say which unit wants the C library.
 */
final class PpuLibraries {
  // PPU file (Programmer's Guide, appendix A): a header, then entries of {size, id, number, data}.
  private static final int HEADER_BYTES = 40;
  private static final int ENTRY_HEADER_BYTES = 6;
  private static final int MAIN_ENTRY = 1;
  private static final int LINK_SHARED = 9;
  private static final int LINK_OTHER_SHARED = 10;

  private PpuLibraries() {}

  /** The library names in a PPU file, none when the file is no such thing. */
  static List<String> read(Path file) throws IOException {
    ByteBuffer ppu = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<String> names = new ArrayList<>();
    int at = HEADER_BYTES;
    while (at + ENTRY_HEADER_BYTES <= ppu.limit()) {
      int sizeBytes = ppu.getInt(at);
      int end = at + ENTRY_HEADER_BYTES + sizeBytes;
      if (sizeBytes < 0 || end < 0 || end > ppu.limit()) {
        break;
      }
      int number = ppu.get(at + 5);
      if (ppu.get(at + 4) == MAIN_ENTRY && (number == LINK_SHARED || number == LINK_OTHER_SHARED)) {
        addNames(ppu.slice(at + ENTRY_HEADER_BYTES, sizeBytes), names);
      }
      at = end;
    }
    return names;
  }

  /** Each name is a length byte, the characters, and four bytes that say when to link it. */
  private static void addNames(ByteBuffer data, List<String> names) {
    while (data.remaining() > 0) {
      byte[] name = new byte[Math.min(data.get() & 0xFF, data.remaining())];
      data.get(name);
      names.add(plain(new String(name, StandardCharsets.ISO_8859_1)));
      data.position(Math.min(data.position() + Integer.BYTES, data.limit()));
    }
  }

  /** {@code libm.so} and {@code m} are the same library. */
  private static String plain(String name) {
    String stem = name.startsWith("lib") ? name.substring(3) : name;
    int suffix = stem.indexOf(".so");
    return suffix < 0 ? stem : stem.substring(0, suffix);
  }
}
