// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.bytes;

/**
 * An input file that is truncated, damaged or of a kind the linker does not read.
 *
 * <p>Every reader of the module throws this one exception for bytes that it cannot accept, so that
 * hostile input never surfaces as anything else.
 */
public final class ElfFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final long offset;
  private final String problem;
  private final String value;

  /**
   * Makes the exception; its message is {@code source: problem: value (at offset 0x..)}.
   *
   * @param source the file, with the member in brackets for an archive: {@code lib.a(unit.o)}
   * @param offset the byte offset in that file or member where the problem shows
   * @param problem what is wrong, in lower case
   * @param value the offending value, with its bounds where there are any
   */
  public ElfFormatException(String source, long offset, String problem, String value) {
    super(
        source + ": " + problem + ": " + value + " (at offset 0x" + Long.toHexString(offset) + ")");
    this.source = source;
    this.offset = offset;
    this.problem = problem;
    this.value = value;
  }

  /** Returns the file, with the member in brackets for an archive. */
  public String source() {
    return source;
  }

  /** Returns the byte offset in the file or member. */
  public long offset() {
    return offset;
  }

  /** Returns what is wrong, in lower case. */
  public String problem() {
    return problem;
  }

  /** Returns the offending value. */
  public String value() {
    return value;
  }
}
