// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/**
 * One place to patch. Each write answers whether the value fits, and keeps what did not fit for the
 * message.
 */
final class Patch {

  private final byte[] bytes;
  private final int index;
  private String refusal = "";

  Patch(byte[] bytes, int index) {
    this.bytes = bytes;
    this.index = index;
  }

  /** Returns the value that did not fit and its bounds. */
  String refusal() {
    return refusal;
  }

  /** Writes one byte some bytes before the place. */
  void before(int distance, int value) {
    bytes[index - distance] = (byte) value;
  }

  /** Writes one byte some bytes after the place. */
  void at(int distance, int value) {
    bytes[index + distance] = (byte) value;
  }

  boolean u8(long value) {
    return write(value, 8);
  }

  /** Writes the low 32 bits, whatever the others are. */
  void low4(long value) {
    write(value, 4);
  }

  boolean unsigned4(long value) {
    return fits(value, 0, 1L << 32) && write(value, 4);
  }

  boolean signed4(long value) {
    return fits(value, -(1L << 31), 1L << 31) && write(value, 4);
  }

  /** Writes a signed number some bytes away from the place. */
  boolean shiftedSigned4(int distance, long value) {
    Patch shifted = new Patch(bytes, index + distance);
    boolean fits = shifted.signed4(value);
    refusal = shifted.refusal;
    return fits;
  }

  boolean signed2(long value) {
    return fits(value, -(1L << 15), 1L << 15) && write(value, 2);
  }

  /** Writes 16 bits that code may take as signed or unsigned. */
  boolean either2(long value) {
    return fits(value, -(1L << 15), 1L << 16) && write(value, 2);
  }

  boolean signed1(long value) {
    return fits(value, -(1L << 7), 1L << 7) && write(value, 1);
  }

  /** Writes 8 bits that code may take as signed or unsigned. */
  boolean either1(long value) {
    return fits(value, -(1L << 7), 1L << 8) && write(value, 1);
  }

  private boolean fits(long value, long low, long high) {
    boolean fits = value >= low && value < high;
    if (!fits) {
      refusal = hex(value) + " is not in [" + hex(low) + ", " + hex(high) + ")";
    }
    return fits;
  }

  private boolean write(long value, int widthBytes) {
    for (int i = 0; i < widthBytes; i++) {
      bytes[index + i] = (byte) (value >>> (8 * i));
    }
    return true;
  }

  private static String hex(long value) {
    return value < 0 ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
  }
}
