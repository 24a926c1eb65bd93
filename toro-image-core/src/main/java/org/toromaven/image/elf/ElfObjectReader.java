// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * Reads ELF64 relocatable objects (gABI 4; psABI 4.1). Trusts nothing: every offset, index and
 * count is checked against the file before it is used.
 */
public final class ElfObjectReader {

  /** The first four bytes of an ELF file, as a little-endian number. */
  public static final long MAGIC = 0x464C457FL;

  private static final int HEADER_SIZE_BYTES = 64;
  private static final int SECTION_HEADER_SIZE_BYTES = 64;
  private static final int SYMBOL_SIZE_BYTES = 24;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int CURRENT_VERSION = 1;
  private static final int RELOCATABLE = 1;
  private static final int EXECUTABLE = 2;
  private static final int X86_64 = 62;
  private static final int GROUP_COMDAT = 1;

  /** No section of a program has more: the size of a large page. */
  private static final long MAX_ALIGNMENT = 1L << 21;

  /** No section can be larger than what a core addresses in one process. */
  private static final long MAX_SIZE_BYTES = 1L << 40;

  private final ByteView file;
  private List<SectionHeader> sections = List.of();
  private List<SymbolEntry> symbols = List.of();
  private int symbolTableIndex;

  private ElfObjectReader(ByteView file) {
    this.file = file;
  }

  /**
   * Reads an object.
   *
   * @param file the whole file
   * @return the object
   * @throws ElfFormatException when it is not a well-formed ELF64 relocatable object for x86-64
   */
  public static ElfObject read(ByteView file) throws ElfFormatException {
    return read(file, "not a relocatable object, type", RELOCATABLE);
  }

  /**
   * Reads an executable with section headers, such as a file of debug information.
   *
   * @param file the whole file
   * @return its sections and symbols
   * @throws ElfFormatException when it is not a well-formed ELF64 executable for x86-64
   */
  public static ElfObject readExecutable(ByteView file) throws ElfFormatException {
    return read(file, "not an executable, type", EXECUTABLE);
  }

  private static ElfObject read(ByteView file, String wrongType, int type)
      throws ElfFormatException {
    ElfObjectReader reader = new ElfObjectReader(file);
    reader.checkHeader(wrongType, type);
    reader.sections = reader.readSections();
    reader.symbols = reader.readSymbols();
    return new ElfObject(
        file, reader.sections, reader.symbols, reader.readGroups(), reader.relocationSections());
  }

  private void checkHeader(String wrongType, int type) throws ElfFormatException {
    if (file.length() < HEADER_SIZE_BYTES) {
      throw file.failure(0, "file too short for an ELF header", file.length() + " bytes");
    }
    expect("not an ELF file, magic number", 0, file.u4(0), MAGIC);
    expect("not a 64-bit ELF file, class", 4, file.u1(4), CLASS_64);
    expect("not little endian, data encoding", 5, file.u1(5), LITTLE_ENDIAN);
    expect("unknown ELF version", 6, file.u1(6), CURRENT_VERSION);
    expect(wrongType, 16, file.u2(16), type);
    expect("not for x86-64, machine", 18, file.u2(18), X86_64);
    expect("section header size", 58, file.u2(58), SECTION_HEADER_SIZE_BYTES);
  }

  private void expect(String problem, long offset, long value, long wanted)
      throws ElfFormatException {
    if (value != wanted) {
      throw file.failure(
          offset,
          problem,
          "0x" + Long.toHexString(value) + ", expected 0x" + Long.toHexString(wanted));
    }
  }

  private List<SectionHeader> readSections() throws ElfFormatException {
    long tableOffset = file.u8(40);
    long count = file.u2(60);
    long namesIndex = file.u2(62);
    if (count == 0) {
      count = file.u8(checkedOffset(tableOffset) + 32);
    }
    if (namesIndex == SymbolEntry.SHN_XINDEX) {
      namesIndex = file.u4(checkedOffset(tableOffset) + 40);
    }
    if (count <= 0 || count > file.length() / SECTION_HEADER_SIZE_BYTES) {
      throw file.failure(60, "section count", Long.toString(count));
    }
    ByteView table =
        file.slice(tableOffset, count * SECTION_HEADER_SIZE_BYTES, "section header table");
    if (namesIndex >= count) {
      throw file.failure(62, "section name table index", namesIndex + " of " + count);
    }
    StringTable names = sectionNames(table, namesIndex);
    List<SectionHeader> headers = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      headers.add(readSection(table, i, names));
    }
    checkOverlap(headers);
    return headers;
  }

  private long checkedOffset(long offset) throws ElfFormatException {
    return offset >= 0 && offset <= file.length()
        ? offset
        : fail(40, "section header table beyond the end", offset);
  }

  private long fail(long offset, String problem, long value) throws ElfFormatException {
    throw file.failure(offset, problem, "0x" + Long.toHexString(value));
  }

  private StringTable sectionNames(ByteView table, long index) throws ElfFormatException {
    long at = index * SECTION_HEADER_SIZE_BYTES;
    ByteView names = file.slice(table.u8(at + 24), table.u8(at + 32), "section name table");
    return new StringTable(names, file.length());
  }

  private SectionHeader readSection(ByteView table, int index, StringTable names)
      throws ElfFormatException {
    long at = (long) index * SECTION_HEADER_SIZE_BYTES;
    SectionHeader header =
        new SectionHeader(
            index,
            names.get(table.u4(at)),
            (int) table.u4(at + 4),
            table.u8(at + 8),
            table.u8(at + 24),
            table.u8(at + 32),
            (int) table.u4(at + 40),
            (int) table.u4(at + 44),
            Math.max(1, table.u8(at + 48)),
            table.u8(at + 56));
    if (index > 0) {
      check(table, at, header);
    }
    return header;
  }

  private void check(ByteView table, long at, SectionHeader header) throws ElfFormatException {
    long rawAlignment = table.u8(at + 48);
    if (rawAlignment != 0
        && (!Alignment.isPowerOfTwo(rawAlignment) || rawAlignment > MAX_ALIGNMENT)) {
      throw table.failure(
          at + 48, "alignment of section " + header.name(), "0x" + Long.toHexString(rawAlignment));
    }
    if (header.sizeBytes() < 0 || header.sizeBytes() > MAX_SIZE_BYTES) {
      throw table.failure(
          at + 32, "size of section " + header.name(), "0x" + Long.toHexString(header.sizeBytes()));
    }
    if (!header.isNoBits() && header.type() != SectionType.NULL) {
      file.slice(header.offset(), header.sizeBytes(), "section " + header.name());
    }
  }

  /**
   * Sections do not share bytes, so work in the size of the sections is work in that of the file.
   */
  private void checkOverlap(List<SectionHeader> headers) throws ElfFormatException {
    long total = 0;
    for (SectionHeader header : headers) {
      total += header.isNoBits() || header.type() == SectionType.NULL ? 0 : header.sizeBytes();
      if (total > file.length()) {
        throw file.failure(header.offset(), "sections overlap", header.name());
      }
    }
  }

  private List<SymbolEntry> readSymbols() throws ElfFormatException {
    for (SectionHeader section : sections) {
      if (section.type() == SectionType.SYMTAB) {
        symbolTableIndex = section.index();
        return readSymbolTable(section);
      }
    }
    return List.of();
  }

  private List<SymbolEntry> readSymbolTable(SectionHeader section) throws ElfFormatException {
    ByteView table = entries(section, SYMBOL_SIZE_BYTES);
    ByteView strings = contents(section.link(), "string table of " + section.name());
    if (sections.get(section.link()).type() != SectionType.STRTAB) {
      throw strings.failure(
          0, "names of " + section.name() + " not in a string table", "section " + section.link());
    }
    StringTable names = new StringTable(strings, file.length());
    ByteView largeIndexes = largeIndexes();
    int count = table.length() / SYMBOL_SIZE_BYTES;
    List<SymbolEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(readSymbol(table, i, names, largeIndexes));
    }
    return entries;
  }

  private ByteView largeIndexes() throws ElfFormatException {
    for (SectionHeader section : sections) {
      if (section.type() == SectionType.SYMTAB_SHNDX && section.link() == symbolTableIndex) {
        return contents(section.index(), section.name());
      }
    }
    return file.slice(0, 0, "symbol section indexes");
  }

  private SymbolEntry readSymbol(
      ByteView table, int index, StringTable names, ByteView largeIndexes)
      throws ElfFormatException {
    long at = (long) index * SYMBOL_SIZE_BYTES;
    int info = table.u1(at + 4);
    int sectionIndex = sectionIndex(table, at, index, largeIndexes);
    if (sectionIndex == SymbolEntry.COMMON) {
      checkCommon(table, at, info >>> 4);
    }
    return new SymbolEntry(
        index,
        names.get(table.u4(at)),
        table.u8(at + 8),
        table.u8(at + 16),
        info >>> 4,
        info & 0xF,
        table.u1(at + 5) & 0x3,
        sectionIndex);
  }

  private static void checkCommon(ByteView table, long at, int binding) throws ElfFormatException {
    if (binding == SymbolEntry.STB_LOCAL) {
      throw table.failure(at + 4, "common symbol that no other object sees, binding", "0");
    }
    long alignment = table.u8(at + 8);
    long size = table.u8(at + 16);
    if (!Alignment.isPowerOfTwo(alignment) || alignment > MAX_ALIGNMENT) {
      throw table.failure(
          at + 8, "alignment of a common symbol", "0x" + Long.toHexString(alignment));
    }
    if (size < 0 || size > MAX_SIZE_BYTES) {
      throw table.failure(at + 16, "size of a common symbol", "0x" + Long.toHexString(size));
    }
  }

  private int sectionIndex(ByteView table, long at, int index, ByteView largeIndexes)
      throws ElfFormatException {
    long raw = table.u2(at + 6);
    if (raw == SymbolEntry.SHN_ABS) {
      return SymbolEntry.ABSOLUTE;
    }
    if (raw == SymbolEntry.SHN_COMMON) {
      return SymbolEntry.COMMON;
    }
    if (raw == SymbolEntry.SHN_XINDEX) {
      raw = largeIndexes.u4(4L * index);
    }
    if (raw >= sections.size()) {
      throw table.failure(
          at + 6, "symbol " + index + " in a section that does not exist", Long.toString(raw));
    }
    return (int) raw;
  }

  private List<SectionGroup> readGroups() throws ElfFormatException {
    List<SectionGroup> groups = new ArrayList<>();
    for (SectionHeader section : sections) {
      if (section.type() == SectionType.GROUP) {
        groups.add(readGroup(section));
      }
    }
    return groups;
  }

  private SectionGroup readGroup(SectionHeader section) throws ElfFormatException {
    ByteView words = contents(section.index(), section.name());
    if (section.info() < 0 || section.info() >= symbols.size()) {
      throw words.failure(0, "group signature", section.info() + " of " + symbols.size());
    }
    List<Integer> members = new ArrayList<>();
    for (long at = 4; at < words.length(); at += 4) {
      long member = words.u4(at);
      if (member == 0 || member >= sections.size()) {
        throw words.failure(at, "group member", member + " of " + sections.size());
      }
      members.add((int) member);
    }
    return new SectionGroup(signature(section), words.u4(0) == GROUP_COMDAT, members);
  }

  /** The signature is the symbol's name, or the section's for a section symbol. */
  private String signature(SectionHeader section) {
    SymbolEntry symbol = symbols.get(section.info());
    boolean named = symbol.type() != SymbolEntry.STT_SECTION || !symbol.isInSection();
    return named ? symbol.name() : sections.get(symbol.sectionIndex()).name();
  }

  private int[] relocationSections() throws ElfFormatException {
    int[] found = new int[sections.size()];
    for (SectionHeader section : sections) {
      if (section.type() == SectionType.RELA) {
        checkRelocationSection(section, found);
        found[section.info()] = section.index();
      } else if (section.type() == SectionType.REL && section.sizeBytes() > 0) {
        throw file.failure(section.offset(), "relocations without addends", section.name());
      }
    }
    return found;
  }

  private void checkRelocationSection(SectionHeader section, int[] found)
      throws ElfFormatException {
    entries(section, ElfObject.RELA_SIZE_BYTES);
    if (section.info() <= 0 || section.info() >= sections.size()) {
      throw file.failure(
          section.offset(),
          "relocations " + section.name() + " of a section that does not exist",
          Integer.toString(section.info()));
    }
    if (found[section.info()] != 0) {
      throw file.failure(
          section.offset(), "second relocation section of one section", section.name());
    }
    if (section.link() != symbolTableIndex) {
      throw file.failure(
          section.offset(),
          "relocations " + section.name() + " with another symbol table",
          Integer.toString(section.link()));
    }
  }

  private ByteView entries(SectionHeader section, int entrySizeBytes) throws ElfFormatException {
    if (section.entrySizeBytes() != entrySizeBytes || section.sizeBytes() % entrySizeBytes != 0) {
      throw file.failure(
          section.offset(),
          "entry size of " + section.name(),
          section.entrySizeBytes() + " in 0x" + Long.toHexString(section.sizeBytes()) + " bytes");
    }
    return contents(section.index(), section.name());
  }

  private ByteView contents(int index, String what) throws ElfFormatException {
    if (index <= 0 || index >= sections.size()) {
      throw file.failure(0, what + " in a section that does not exist", Integer.toString(index));
    }
    SectionHeader section = sections.get(index);
    long size = section.isNoBits() ? 0 : section.sizeBytes();
    return file.slice(section.isNoBits() ? 0 : section.offset(), size, what);
  }
}
