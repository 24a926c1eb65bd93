// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * Reads the file names of a line number program's header (DWARF 4, 6.2.4; DWARF 5, 6.2.4.1).
 * Folders are read over: a report names files.
 */
final class LineFileNames {

  private static final int CONTENT_PATH = 1;
  private static final int FORM_BLOCK2 = 0x03;
  private static final int FORM_BLOCK4 = 0x04;
  private static final int FORM_DATA2 = 0x05;
  private static final int FORM_DATA4 = 0x06;
  private static final int FORM_DATA8 = 0x07;
  private static final int FORM_STRING = 0x08;
  private static final int FORM_BLOCK = 0x09;
  private static final int FORM_BLOCK1 = 0x0A;
  private static final int FORM_DATA1 = 0x0B;
  private static final int FORM_STRP = 0x0E;
  private static final int FORM_UDATA = 0x0F;
  private static final int FORM_DATA16 = 0x1E;
  private static final int FORM_LINE_STRP = 0x1F;

  private final DwarfReader reader;
  private final ByteView strings;
  private final ByteView lineStrings;

  LineFileNames(DwarfReader reader, ByteView strings, ByteView lineStrings) {
    this.reader = reader;
    this.strings = strings;
    this.lineStrings = lineStrings;
  }

  /** Reads the tables of versions 2 to 4; file numbers start at 1. */
  List<String> read2() throws ElfFormatException {
    List<String> files = new ArrayList<>();
    files.add("");
    while (!reader.string().isEmpty()) {
      // A folder.
    }
    String name = reader.string();
    while (!name.isEmpty()) {
      files.add(baseName(name));
      reader.unsignedLeb();
      reader.unsignedLeb();
      reader.unsignedLeb();
      name = reader.string();
    }
    return files;
  }

  /** Reads the tables of version 5; file numbers start at 0. */
  List<String> read5(boolean wide) throws ElfFormatException {
    readTable(wide);
    return readTable(wide);
  }

  private List<String> readTable(boolean wide) throws ElfFormatException {
    int formatCount = reader.u1();
    long[] contents = new long[formatCount];
    long[] forms = new long[formatCount];
    for (int i = 0; i < formatCount; i++) {
      contents[i] = reader.unsignedLeb();
      forms[i] = reader.unsignedLeb();
    }
    List<String> names = new ArrayList<>();
    long count = reader.unsignedLeb();
    if (formatCount == 0 && count > 0) {
      throw reader.failure("file names without a form", Long.toString(count));
    }
    for (long i = 0; i < count; i++) {
      String name = "";
      for (int field = 0; field < formatCount; field++) {
        String value = readForm((int) forms[field], wide);
        name = contents[field] == CONTENT_PATH ? value : name;
      }
      names.add(baseName(name));
    }
    return names;
  }

  /** Reads one field; what is not a string gives the empty string. */
  private String readForm(int form, boolean wide) throws ElfFormatException {
    switch (form) {
      case FORM_STRING -> {
        return reader.string();
      }
      case FORM_LINE_STRP -> {
        return lineStrings.string(reader.offset(wide));
      }
      case FORM_STRP -> {
        return strings.string(reader.offset(wide));
      }
      case FORM_UDATA -> reader.unsignedLeb();
      case FORM_DATA1 -> reader.skip(1);
      case FORM_DATA2 -> reader.skip(2);
      case FORM_DATA4 -> reader.skip(4);
      case FORM_DATA8 -> reader.skip(8);
      case FORM_DATA16 -> reader.skip(16);
      case FORM_BLOCK -> reader.skip(reader.unsignedLeb());
      case FORM_BLOCK1 -> reader.skip(reader.u1());
      case FORM_BLOCK2 -> reader.skip(reader.u2());
      case FORM_BLOCK4 -> reader.skip(reader.u4());
      default -> throw reader.failure("unknown form in a line number program", "0x" + form);
    }
    return "";
  }

  private static String baseName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
