// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes; numbers are little endian unless a method says otherwise. */
public final class ByteSink {

  private static final int USUAL_BYTES = 256;

  private byte[] bytes;
  private int size;

  /** Makes a sink for a few bytes. */
  public ByteSink() {
    this(USUAL_BYTES);
  }

  /** Makes a sink that need not grow before it holds so many bytes. */
  public ByteSink(int expectedBytes) {
    this.bytes = new byte[expectedBytes];
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Writes the low 8 bits. */
  public ByteSink u1(long value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Writes the low 16 bits. */
  public ByteSink u2(long value) {
    return u1(value).u1(value >>> 8);
  }

  /** Writes the low 32 bits. */
  public ByteSink u4(long value) {
    return u2(value).u2(value >>> 16);
  }

  /** Writes 64 bits. */
  public ByteSink u8(long value) {
    return u4(value).u4(value >>> 32);
  }

  /** Writes the low 16 bits, big endian. */
  public ByteSink bigEndian2(long value) {
    return u1(value >>> 8).u1(value);
  }

  /** Writes the low 32 bits, big endian. */
  public ByteSink bigEndian4(long value) {
    return bigEndian2(value >>> 16).bigEndian2(value);
  }

  /** Writes 64 bits, big endian. */
  public ByteSink bigEndian8(long value) {
    return bigEndian4(value >>> 32).bigEndian4(value);
  }

  /** Writes an array. */
  public ByteSink bytes(byte[] values) {
    reserve(values.length);
    System.arraycopy(values, 0, bytes, size, values.length);
    size += values.length;
    return this;
  }

  /** Writes the bytes of a view. */
  public ByteSink bytes(ByteView values) {
    reserve(values.length());
    values.copyTo(bytes, size);
    size += values.length();
    return this;
  }

  /** Writes a string, one byte a character, and a NUL. */
  public ByteSink string(String value) {
    return bytes(value.getBytes(StandardCharsets.ISO_8859_1)).u1(0);
  }

  /** Writes zero bytes up to an offset that is not before the end. */
  public ByteSink padTo(long offset) {
    int target = Math.toIntExact(offset);
    if (target < size) {
      throw new IllegalArgumentException("already at " + size + ", cannot pad to " + offset);
    }
    reserve(target - size);
    size = target;
    return this;
  }

  /** Writes zero bytes up to a multiple of an alignment. */
  public ByteSink align(long alignment) {
    return padTo(Alignment.up(size, alignment));
  }

  /** Returns what was written; what is written later goes into another array. */
  public byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.addExact(bytes.length, bytes.length)));
    }
  }
}
