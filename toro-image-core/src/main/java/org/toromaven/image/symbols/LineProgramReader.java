// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.symbols.LineTable.Row;

/**
 * Runs the line number programs of {@code .debug_line} (DWARF 2 to 5, chapter 6.2): the compiler
 * writes version 2 or 3, the assembler 5.
 */
final class LineProgramReader {

  private static final long WIDE_LENGTH = 0xFFFF_FFFFL;
  private static final int OPCODE_COPY = 1;
  private static final int OPCODE_ADVANCE_PC = 2;
  private static final int OPCODE_ADVANCE_LINE = 3;
  private static final int OPCODE_SET_FILE = 4;
  private static final int OPCODE_CONST_ADD_PC = 8;
  private static final int OPCODE_FIXED_ADVANCE_PC = 9;
  private static final int EXTENDED_END_SEQUENCE = 1;
  private static final int EXTENDED_SET_ADDRESS = 2;

  private final DwarfReader reader;
  private final LineFileNames names;
  private final LineTable table = new LineTable();

  // The program's header.
  private int minimumInstructionLength;
  private int lineBase;
  private int lineRange;
  private int opcodeBase;
  private int[] operandCounts = {};
  private List<String> files = List.of();

  // The state machine's registers (DWARF 4, 6.2.2).
  private long address;
  private long file;
  private long line;
  private List<Row> sequence = new ArrayList<>();

  private LineProgramReader(ByteView lines, ByteView strings, ByteView lineStrings) {
    this.reader = new DwarfReader(lines);
    this.names = new LineFileNames(reader, strings, lineStrings);
  }

  /**
   * Reads all programs.
   *
   * @param lines {@code .debug_line}
   * @param strings {@code .debug_str}, empty when there is none
   * @param lineStrings {@code .debug_line_str}, empty when there is none
   * @return the lines of all addresses
   */
  static LineTable read(ByteView lines, ByteView strings, ByteView lineStrings)
      throws ElfFormatException {
    LineProgramReader reader = new LineProgramReader(lines, strings, lineStrings);
    while (!reader.reader.atEnd()) {
      reader.readProgram();
    }
    return reader.table;
  }

  private void readProgram() throws ElfFormatException {
    long length = reader.u4();
    boolean wide = length == WIDE_LENGTH;
    if (wide) {
      length = reader.u8();
    }
    long end = reader.position() + length;
    long start = reader.position();
    reader.skip(length);
    reader.seek(start);
    int version = reader.u2();
    if (version < 2 || version > 5) {
      throw reader.failure("unknown version of a line number program", Integer.toString(version));
    }
    readHeader(version, wide);
    resetRegisters();
    while (reader.position() < end) {
      step();
    }
    reader.seek(end);
  }

  private void readHeader(int version, boolean wide) throws ElfFormatException {
    if (version == 5) {
      reader.skip(2);
    }
    long headerLength = reader.offset(wide);
    long program = reader.position() + headerLength;
    minimumInstructionLength = reader.u1();
    if (version >= 4) {
      reader.skip(1);
    }
    reader.skip(1);
    lineBase = reader.s1();
    lineRange = reader.u1();
    opcodeBase = reader.u1();
    if (lineRange == 0) {
      throw reader.failure("line range of a line number program", "0");
    }
    operandCounts = new int[opcodeBase];
    for (int opcode = 1; opcode < opcodeBase; opcode++) {
      operandCounts[opcode] = reader.u1();
    }
    files = version == 5 ? names.read5(wide) : names.read2();
    reader.seek(program);
  }

  private void resetRegisters() {
    address = 0;
    file = 1;
    line = 1;
    sequence = new ArrayList<>();
  }

  private void step() throws ElfFormatException {
    int opcode = reader.u1();
    if (opcode >= opcodeBase) {
      int adjusted = opcode - opcodeBase;
      advance(adjusted / lineRange);
      line += lineBase + adjusted % lineRange;
      addRow(false);
      return;
    }
    switch (opcode) {
      case 0 -> extended();
      case OPCODE_COPY -> addRow(false);
      case OPCODE_ADVANCE_PC -> advance(reader.unsignedLeb());
      case OPCODE_ADVANCE_LINE -> line += reader.signedLeb();
      case OPCODE_SET_FILE -> file = reader.unsignedLeb();
      case OPCODE_CONST_ADD_PC -> advance((255 - opcodeBase) / lineRange);
      case OPCODE_FIXED_ADVANCE_PC -> address += reader.u2();
      default -> skipOperands(opcode);
    }
  }

  private void skipOperands(int opcode) throws ElfFormatException {
    for (int i = 0; i < operandCounts[opcode]; i++) {
      reader.unsignedLeb();
    }
  }

  private void extended() throws ElfFormatException {
    long length = reader.unsignedLeb();
    long next = reader.position() + length;
    int opcode = length == 0 ? 0 : reader.u1();
    if (opcode == EXTENDED_SET_ADDRESS) {
      address = reader.u8();
    } else if (opcode == EXTENDED_END_SEQUENCE) {
      addRow(true);
      table.add(sequence);
      resetRegisters();
    }
    reader.seek(next);
  }

  private void advance(long operations) {
    address += operations * minimumInstructionLength;
  }

  private void addRow(boolean end) {
    boolean known = file >= 0 && file < files.size();
    sequence.add(new Row(address, known ? files.get((int) file) : "", (int) line, end));
  }
}
