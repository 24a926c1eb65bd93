// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * A string table (gABI 4, "String Table") that bounds how much text a file can make of it: names
 * that overlap would otherwise let a small file ask for memory in the square of its size.
 */
final class StringTable {

  private static final long BASE_BUDGET = 1L << 16;
  private static final long BUDGET_PER_FILE_BYTE = 16;

  private final ByteView strings;
  private long budget;

  /**
   * Makes a table.
   *
   * @param strings its bytes
   * @param fileBytes the size of the whole file, which bounds the text that is handed out
   */
  StringTable(ByteView strings, long fileBytes) {
    this.strings = strings;
    this.budget = BASE_BUDGET + BUDGET_PER_FILE_BYTE * fileBytes;
  }

  /** Reads the string at an offset; offset 0 of an empty table is the empty string. */
  String get(long offset) throws ElfFormatException {
    if (offset == 0 && strings.length() == 0) {
      return "";
    }
    String value = strings.string(offset);
    budget -= value.length();
    if (budget < 0) {
      throw strings.failure(offset, "names overlap", value.length() + " more characters");
    }
    return value;
  }
}
