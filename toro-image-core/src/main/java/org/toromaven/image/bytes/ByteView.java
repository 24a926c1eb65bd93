// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A read-only range of a file's bytes, little endian. Every read is checked against the range and
 * fails with the file's name and the offset in it.
 */
public final class ByteView {

  private final String source;
  private final byte[] array;
  private final ByteBuffer bytes;
  private final int start;
  private final int length;

  private ByteView(String source, byte[] array, ByteBuffer bytes, int start, int length) {
    this.source = source;
    this.array = array;
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  /**
   * Makes a view of a whole file.
   *
   * @param source the file's name, for messages
   * @param bytes the file's bytes; the caller does not change them any more
   * @return the view
   */
  public static ByteView of(String source, byte[] bytes) {
    ByteBuffer littleEndian = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new ByteView(source, bytes, littleEndian, 0, bytes.length);
  }

  /** Returns the file's name. */
  public String source() {
    return source;
  }

  /** Returns the number of bytes in the view. */
  public int length() {
    return length;
  }

  /** Reads an unsigned byte. */
  public int u1(long offset) throws ElfFormatException {
    return bytes.get(at(offset, 1)) & 0xFF;
  }

  /** Reads an unsigned 16-bit number. */
  public int u2(long offset) throws ElfFormatException {
    return bytes.getShort(at(offset, 2)) & 0xFFFF;
  }

  /** Reads an unsigned 32-bit number. */
  public long u4(long offset) throws ElfFormatException {
    return bytes.getInt(at(offset, 4)) & 0xFFFF_FFFFL;
  }

  /** Reads a 64-bit number; the reader decides whether it is signed. */
  public long u8(long offset) throws ElfFormatException {
    return bytes.getLong(at(offset, 8));
  }

  /**
   * Reads a string that ends with a NUL byte. Bytes become characters one to one, so that different
   * bytes are different strings.
   *
   * @param offset where it starts
   * @return the string without the NUL
   * @throws ElfFormatException when no NUL follows in the view
   */
  public String string(long offset) throws ElfFormatException {
    int first = at(offset, 1);
    int end = first;
    int limit = start + length;
    while (end < limit && bytes.get(end) != 0) {
      end++;
    }
    if (end == limit) {
      throw failure(offset, "string without an end", "NUL expected before 0x" + hex(length));
    }
    return new String(array, first, end - first, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads text of a fixed size, such as a field of an archive header.
   *
   * @param offset where it starts
   * @param size how many bytes
   * @return the text without the blanks at its end
   */
  public String text(long offset, int size) throws ElfFormatException {
    return new String(array, at(offset, size), size, StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /**
   * Makes a view of a part of this one.
   *
   * @param offset where the part starts
   * @param size its size in bytes, as the file states it
   * @param what what the part is, for the message
   * @return the part; its offsets start at 0
   * @throws ElfFormatException when the part is not inside this view
   */
  public ByteView slice(long offset, long size, String what) throws ElfFormatException {
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
      throw failure(
          offset, what + " beyond the end", "0x" + hex(size) + " bytes of 0x" + hex(length));
    }
    return new ByteView(source, array, bytes, start + (int) offset, (int) size);
  }

  /** Returns whether all bytes are zero. */
  public boolean isZero() {
    for (int i = 0; i < length; i++) {
      if (array[start + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns a copy of the bytes. */
  public byte[] copy() {
    byte[] copy = new byte[length];
    copyTo(copy, 0);
    return copy;
  }

  /** Copies the bytes to a place in an array. */
  public void copyTo(byte[] target, int targetIndex) {
    System.arraycopy(array, start, target, targetIndex, length);
  }

  /**
   * Makes the exception for a problem at an offset of this view.
   *
   * @param offset the offset in this view
   * @param problem what is wrong, in lower case
   * @param value the offending value
   * @return the exception, to be thrown
   */
  public ElfFormatException failure(long offset, String problem, String value) {
    return new ElfFormatException(source, start + offset, problem, value);
  }

  private int at(long offset, int size) throws ElfFormatException {
    if (offset < 0 || offset > length - size) {
      throw failure(
          offset, "file ends too early", size + " bytes wanted, the part has 0x" + hex(length));
    }
    return start + (int) offset;
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }
}
