// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/** Reads DWARF's numbers one after the other (DWARF 5, 7.4 and 7.6). */
final class DwarfReader {

  private static final int MAX_LEB_BYTES = 10;

  private final ByteView view;
  private long at;

  DwarfReader(ByteView view) {
    this.view = view;
  }

  long position() {
    return at;
  }

  void seek(long position) {
    at = position;
  }

  void skip(long count) throws ElfFormatException {
    view.slice(at, count, "debug information");
    at += count;
  }

  boolean atEnd() {
    return at >= view.length();
  }

  int u1() throws ElfFormatException {
    return view.u1(at++);
  }

  int s1() throws ElfFormatException {
    return (byte) u1();
  }

  int u2() throws ElfFormatException {
    at += 2;
    return view.u2(at - 2);
  }

  long u4() throws ElfFormatException {
    at += 4;
    return view.u4(at - 4);
  }

  long u8() throws ElfFormatException {
    at += 8;
    return view.u8(at - 8);
  }

  /** Reads an offset: 4 bytes in 32-bit DWARF, 8 in 64-bit. */
  long offset(boolean wide) throws ElfFormatException {
    return wide ? u8() : u4();
  }

  String string() throws ElfFormatException {
    String value = view.string(at);
    at += value.length() + 1L;
    return value;
  }

  long unsignedLeb() throws ElfFormatException {
    long value = 0;
    for (int i = 0; i < MAX_LEB_BYTES; i++) {
      int part = u1();
      value |= (long) (part & 0x7F) << (7 * i);
      if ((part & 0x80) == 0) {
        return value;
      }
    }
    throw failure("number without an end", "LEB128");
  }

  long signedLeb() throws ElfFormatException {
    long value = 0;
    for (int i = 0; i < MAX_LEB_BYTES; i++) {
      int part = u1();
      value |= (long) (part & 0x7F) << (7 * i);
      if ((part & 0x80) == 0) {
        int bits = Math.min(64, 7 * (i + 1));
        return value << (64 - bits) >> (64 - bits);
      }
    }
    throw failure("number without an end", "LEB128");
  }

  ElfFormatException failure(String problem, String value) {
    return view.failure(Math.min(at, view.length()), problem, value);
  }
}
