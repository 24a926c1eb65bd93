// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a relocatable ELF64 object for x86-64 with one data section and two symbols, at its start
 * and its end (gABI 4). Layout of the file: header, data, symbols, both string tables, section
 * headers.
 */
final class ObjectWriter {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int DATA_ALIGNMENT = 16;
  private static final short TYPE_RELOCATABLE = 1;
  private static final short MACHINE_X86_64 = 62;
  private static final int PROGBITS = 1;
  private static final int SYMTAB = 2;
  private static final int STRTAB = 3;
  private static final long FLAG_ALLOC = 2;
  private static final long FLAG_WRITE = 1;
  private static final byte GLOBAL_OBJECT = 0x11;
  private static final String TABLES = "\0.symtab\0.strtab\0.shstrtab\0";
  private static final int DATA_SECTION = 1;
  private static final int SECTION_COUNT = 5;

  private ObjectWriter() {}

  /** Data that the program only reads. */
  static byte[] writeConstant(byte[] data, String startSymbol, String endSymbol) {
    return write(data, startSymbol, endSymbol, "\0.rodata.toro_resources", FLAG_ALLOC);
  }

  /** Data that the program may change. */
  static byte[] writeVariable(byte[] data, String startSymbol, String endSymbol) {
    return write(data, startSymbol, endSymbol, "\0.data.toro_disks", FLAG_ALLOC | FLAG_WRITE);
  }

  private static byte[] write(
      byte[] data, String startSymbol, String endSymbol, String section, long flags) {
    byte[] strings = ascii("\0" + startSymbol + "\0" + endSymbol + "\0");
    byte[] sectionNames = ascii(section + TABLES);
    int symbols = align(HEADER_BYTES + data.length);
    int stringsAt = symbols + 3 * SYMBOL_BYTES;
    int namesAt = stringsAt + strings.length;
    int headers = align(namesAt + sectionNames.length);
    ByteBuffer out =
        ByteBuffer.allocate(headers + SECTION_COUNT * SECTION_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    putHeader(out, headers);
    out.put(data).position(symbols + SYMBOL_BYTES);
    putSymbol(out, 1, 0, data.length);
    putSymbol(out, 2 + startSymbol.length(), data.length, 0);
    out.put(strings).put(sectionNames).position(headers + SECTION_HEADER_BYTES);
    putSection(out, 1, PROGBITS, flags, HEADER_BYTES, data.length, 0, 0, 16, 0);
    putSection(
        out,
        nameOf(section, ".symtab"),
        SYMTAB,
        0,
        symbols,
        3L * SYMBOL_BYTES,
        3,
        1,
        8,
        SYMBOL_BYTES);
    putSection(out, nameOf(section, ".strtab"), STRTAB, 0, stringsAt, strings.length, 0, 0, 1, 0);
    putSection(
        out, nameOf(section, ".shstrtab"), STRTAB, 0, namesAt, sectionNames.length, 0, 0, 1, 0);
    return out.array();
  }

  /** Where the name of a table stands behind that of the data's section. */
  private static int nameOf(String section, String table) {
    return section.length() + TABLES.indexOf("\0" + table) + 1;
  }

  private static int align(int offset) {
    return (offset + DATA_ALIGNMENT - 1) & -DATA_ALIGNMENT;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void putHeader(ByteBuffer out, int sectionHeaders) {
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    out.putShort(TYPE_RELOCATABLE).putShort(MACHINE_X86_64).putInt(1);
    out.putLong(0).putLong(0).putLong(sectionHeaders).putInt(0);
    out.putShort((short) HEADER_BYTES).putShort((short) 0).putShort((short) 0);
    out.putShort((short) SECTION_HEADER_BYTES).putShort((short) SECTION_COUNT);
    out.putShort((short) (SECTION_COUNT - 1));
  }

  private static void putSymbol(ByteBuffer out, int name, long value, long size) {
    out.putInt(name).put(GLOBAL_OBJECT).put((byte) 0).putShort((short) DATA_SECTION);
    out.putLong(value).putLong(size);
  }

  private static void putSection(
      ByteBuffer out,
      int name,
      int type,
      long flags,
      long offset,
      long size,
      int link,
      int info,
      long alignment,
      long entryBytes) {
    out.putInt(name).putInt(type).putLong(flags).putLong(0);
    out.putLong(offset).putLong(size).putInt(link).putInt(info);
    out.putLong(alignment).putLong(entryBytes);
  }
}
