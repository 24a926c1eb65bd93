// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.elf.X86_64Relocation;

/**
 * Makes ELF64 objects for tests: sections, then symbols, then relocations, in the order of the
 * calls. Sections have the index of their call, starting at 1; symbols too.
 */
public final class ObjectFiles {

  private record Section(
      String name, int type, long flags, ByteView bytes, long size, long alignment, int info) {}

  private record Group(int symbol, List<Integer> members) {}

  private final List<Section> sections = new ArrayList<>();
  private final List<SymbolEntry> symbols = new ArrayList<>();
  private final Map<Integer, List<RelocationEntry>> relocations = new LinkedHashMap<>();
  private final List<Group> groups = new ArrayList<>();

  private ObjectFiles() {}

  /** Starts an object. */
  public static ObjectFiles object() {
    return new ObjectFiles();
  }

  /** Makes an object with the sections, symbols and relocations of another, at the same indexes. */
  public static ObjectFiles copyOf(ElfObject other) throws ElfFormatException {
    ObjectFiles copy = new ObjectFiles();
    for (SectionHeader section : other.sections().subList(1, other.sections().size())) {
      ByteView contents =
          isCopied(section) ? other.contents(section) : ByteView.of("", new byte[0]);
      copy.sections.add(
          new Section(
              section.name(),
              isCopied(section) ? section.type() : SectionType.PROGBITS,
              section.flags(),
              contents,
              section.isNoBits() ? section.sizeBytes() : contents.length(),
              section.alignment(),
              0));
      for (RelocationEntry relocation : other.relocations(section)) {
        copy.relocations.computeIfAbsent(section.index(), key -> new ArrayList<>()).add(relocation);
      }
    }
    for (SymbolEntry symbol : other.symbols().subList(1, other.symbols().size())) {
      copy.symbols.add(withFileIndex(symbol));
    }
    return copy;
  }

  /** Returns whether a copy has the section's contents; tables are made anew. */
  public static boolean isCopied(SectionHeader section) {
    return switch (section.type()) {
      case SectionType.NULL,
          SectionType.SYMTAB,
          SectionType.STRTAB,
          SectionType.RELA,
          SectionType.GROUP ->
          false;
      default -> true;
    };
  }

  private static SymbolEntry withFileIndex(SymbolEntry symbol) {
    int section =
        switch (symbol.sectionIndex()) {
          case SymbolEntry.ABSOLUTE -> SymbolEntry.SHN_ABS;
          case SymbolEntry.COMMON -> SymbolEntry.SHN_COMMON;
          default -> symbol.sectionIndex();
        };
    return new SymbolEntry(
        symbol.index(),
        symbol.name(),
        symbol.value(),
        symbol.sizeBytes(),
        symbol.binding(),
        symbol.type(),
        symbol.visibility(),
        section);
  }

  /** Adds a code section with a global function of the given name in a section of its own. */
  public ObjectFiles function(String name, int... code) {
    code(".text." + name, code);
    return global(name, sections.size(), 0, code.length, SymbolEntry.STT_FUNC);
  }

  /** Adds a data section with a global variable in a section of its own. */
  public ObjectFiles variable(String name, int... bytes) {
    data(".data." + name, bytes);
    return global(name, sections.size(), 0, bytes.length, SymbolEntry.STT_OBJECT);
  }

  /** Adds a code section. */
  public ObjectFiles code(String name, int... code) {
    return section(name, SectionType.PROGBITS, SectionFlag.ALLOC | SectionFlag.EXECINSTR, 16, code);
  }

  /** Adds a writable section. */
  public ObjectFiles data(String name, int... bytes) {
    return section(name, SectionType.PROGBITS, SectionFlag.ALLOC | SectionFlag.WRITE, 8, bytes);
  }

  /** Adds a section of constants. */
  public ObjectFiles constants(String name, int... bytes) {
    return section(name, SectionType.PROGBITS, SectionFlag.ALLOC, 8, bytes);
  }

  /** Adds a section with bytes. */
  public ObjectFiles section(String name, int type, long flags, long alignment, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return section(name, type, flags, alignment, bytes);
  }

  /** Adds a section with bytes. */
  public ObjectFiles section(String name, int type, long flags, long alignment, byte[] bytes) {
    sections.add(
        new Section(name, type, flags, ByteView.of(name, bytes), bytes.length, alignment, 0));
    return this;
  }

  /** Adds a section without bytes in the file. */
  public ObjectFiles bss(String name, long size, long alignment) {
    long flags = SectionFlag.ALLOC | SectionFlag.WRITE;
    sections.add(
        new Section(
            name, SectionType.NOBITS, flags, ByteView.of(name, new byte[0]), size, alignment, 0));
    return this;
  }

  /** Adds a global symbol in a section. */
  public ObjectFiles global(String name, int section, long value, long size, int type) {
    return symbol(name, SymbolEntry.STB_GLOBAL, type, section, value, size);
  }

  /** Adds a local symbol in a section. */
  public ObjectFiles local(String name, int section, long value) {
    return symbol(name, SymbolEntry.STB_LOCAL, SymbolEntry.STT_NOTYPE, section, value, 0);
  }

  /** Adds a weak symbol in a section. */
  public ObjectFiles weak(String name, int section, long value) {
    return symbol(name, SymbolEntry.STB_WEAK, SymbolEntry.STT_FUNC, section, value, 0);
  }

  /** Adds an undefined symbol. */
  public ObjectFiles undefined(String name) {
    return symbol(name, SymbolEntry.STB_GLOBAL, SymbolEntry.STT_NOTYPE, 0, 0, 0);
  }

  /** Adds an undefined weak symbol. */
  public ObjectFiles undefinedWeak(String name) {
    return symbol(name, SymbolEntry.STB_WEAK, SymbolEntry.STT_NOTYPE, 0, 0, 0);
  }

  /** Adds an absolute symbol. */
  public ObjectFiles absolute(String name, long value) {
    int section = SymbolEntry.SHN_ABS;
    return symbol(name, SymbolEntry.STB_GLOBAL, SymbolEntry.STT_NOTYPE, section, value, 0);
  }

  /** Adds a common symbol. */
  public ObjectFiles common(String name, long size, long alignment) {
    int section = SymbolEntry.SHN_COMMON;
    return symbol(name, SymbolEntry.STB_GLOBAL, SymbolEntry.STT_OBJECT, section, alignment, size);
  }

  /** Adds a symbol of any kind. */
  public ObjectFiles symbol(
      String name, int binding, int type, int section, long value, long size) {
    int index = symbols.size() + 1;
    symbols.add(new SymbolEntry(index, name, value, size, binding, type, 0, section));
    return this;
  }

  /** Adds a relocation of a section against a symbol that was added before. */
  public ObjectFiles relocate(
      int section, long offset, X86_64Relocation type, String symbol, long addend) {
    return relocate(section, offset, type.number(), symbolIndex(symbol), addend);
  }

  /** Adds a relocation by numbers. */
  public ObjectFiles relocate(int section, long offset, int type, int symbol, long addend) {
    relocations
        .computeIfAbsent(section, key -> new ArrayList<>())
        .add(new RelocationEntry(offset, type, symbol, addend));
    return this;
  }

  /** Adds a COMDAT group; its signature is a symbol that was added before. */
  public ObjectFiles comdat(String signature, int... members) {
    groups.add(new Group(symbolIndex(signature), Arrays.stream(members).boxed().toList()));
    return this;
  }

  private int symbolIndex(String name) {
    for (SymbolEntry symbol : symbols) {
      if (symbol.name().equals(name)) {
        return symbol.index();
      }
    }
    throw new IllegalArgumentException("add the symbol first: " + name);
  }

  /** Writes the object to a file and returns the file. */
  public Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }

  /** Returns the object's bytes: header, contents, section header table. */
  public byte[] toBytes() {
    List<Section> all = new ArrayList<>(sections);
    int symbolTable = addTables(all);
    ByteSink names = new ByteSink();
    List<SectionHeader> headers = new ArrayList<>();
    ByteSink out = new ByteSink().padTo(64);
    names.u1(0);
    for (int i = 0; i < all.size(); i++) {
      Section section = all.get(i);
      int link = linkOf(section, symbolTable);
      out.align(section.alignment());
      headers.add(
          new SectionHeader(
              names.size(),
              section.name(),
              section.type(),
              section.flags(),
              out.size(),
              section.size(),
              link,
              section.info(),
              section.alignment(),
              entrySize(section.type())));
      names.string(section.name());
      out.bytes(section.bytes());
    }
    return finish(out, headers, names);
  }

  private static int linkOf(Section section, int symbolTable) {
    return switch (section.type()) {
      case SectionType.SYMTAB -> symbolTable + 1;
      case SectionType.RELA, SectionType.GROUP -> symbolTable;
      default -> 0;
    };
  }

  private static int entrySize(int type) {
    return switch (type) {
      case SectionType.SYMTAB, SectionType.RELA -> 24;
      case SectionType.GROUP -> 4;
      default -> 0;
    };
  }

  /** Adds symbol table, string table, relocations and groups; returns the symbol table's index. */
  private int addTables(List<Section> all) {
    ByteSink strings = new ByteSink().u1(0);
    ByteSink table = new ByteSink().padTo(24);
    int locals = 1;
    for (SymbolEntry symbol : symbols) {
      locals += symbol.isLocal() ? 1 : 0;
      table.u4(symbol.name().isEmpty() ? 0 : strings.size());
      table
          .u1((long) symbol.binding() << 4 | symbol.type())
          .u1(symbol.visibility())
          .u2(symbol.sectionIndex());
      table.u8(symbol.value()).u8(symbol.sizeBytes());
      strings.string(symbol.name());
    }
    addTable(all, ".symtab", SectionType.SYMTAB, table, locals);
    int symbolTable = all.size();
    addTable(all, ".strtab", SectionType.STRTAB, strings, 0);
    relocations.forEach((section, entries) -> addRelocations(all, section, entries));
    for (Group group : groups) {
      ByteSink words = new ByteSink().u4(1);
      group.members().forEach(words::u4);
      addTable(all, ".group", SectionType.GROUP, words, group.symbol());
    }
    return symbolTable;
  }

  private void addRelocations(List<Section> all, int section, List<RelocationEntry> entries) {
    ByteSink table = new ByteSink();
    for (RelocationEntry entry : entries) {
      table.u8(entry.offset()).u4(entry.type()).u4(entry.symbolIndex()).u8(entry.addend());
    }
    String name = ".rela" + sections.get(section - 1).name();
    addTable(all, name, SectionType.RELA, table, section);
  }

  private static void addTable(
      List<Section> all, String name, int type, ByteSink contents, int info) {
    byte[] bytes = contents.toBytes();
    all.add(new Section(name, type, 0, ByteView.of(name, bytes), bytes.length, 8, info));
  }

  private static byte[] finish(ByteSink body, List<SectionHeader> headers, ByteSink names) {
    int namesName = names.size();
    names.string(".shstrtab");
    long namesAt = body.size();
    body.bytes(names.toBytes()).align(8);
    long tableAt = body.size();
    body.padTo(tableAt + 64);
    headers.forEach(header -> writeHeader(body, header));
    writeHeader(
        body,
        new SectionHeader(namesName, "", SectionType.STRTAB, 0, namesAt, names.size(), 0, 0, 1, 0));
    byte[] bytes = body.toBytes();
    byte[] header = fileHeader(tableAt, headers.size() + 2);
    System.arraycopy(header, 0, bytes, 0, header.length);
    return bytes;
  }

  private static byte[] fileHeader(long tableAt, int count) {
    ByteSink out = new ByteSink().u4(0x464C457FL).u1(2).u1(1).u1(1).u1(0).u8(0);
    out.u2(1).u2(62).u4(1).u8(0).u8(0).u8(tableAt).u4(0);
    return out.u2(64).u2(0).u2(0).u2(64).u2(count).u2(count - 1).toBytes();
  }

  /** Writes a header; its index field holds the offset of its name. */
  private static void writeHeader(ByteSink out, SectionHeader header) {
    out.u4(header.index()).u4(header.type()).u8(header.flags()).u8(0).u8(header.offset());
    out.u8(header.sizeBytes()).u4(header.link()).u4(header.info());
    out.u8(header.alignment()).u8(header.entrySizeBytes());
  }
}
