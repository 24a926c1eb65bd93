// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * An ELF64 relocatable object for x86-64, as {@link ElfObjectReader} read it. Relocations are read
 * when asked for: a link reaches few of an object's sections.
 */
public final class ElfObject {

  static final int RELA_SIZE_BYTES = 24;

  private final ByteView file;
  private final List<SectionHeader> sections;
  private final List<SymbolEntry> symbols;
  private final List<SectionGroup> groups;
  private final int[] relocationSections;

  ElfObject(
      ByteView file,
      List<SectionHeader> sections,
      List<SymbolEntry> symbols,
      List<SectionGroup> groups,
      int[] relocationSections) {
    this.file = file;
    this.sections = List.copyOf(sections);
    this.symbols = List.copyOf(symbols);
    this.groups = List.copyOf(groups);
    this.relocationSections = relocationSections;
  }

  /** Returns the file's name, with the member in brackets for an archive. */
  public String source() {
    return file.source();
  }

  /** Returns the section headers; index 0 is the null section. */
  public List<SectionHeader> sections() {
    return sections;
  }

  /** Returns the symbol table; index 0 is the null symbol. */
  public List<SymbolEntry> symbols() {
    return symbols;
  }

  /** Returns the section groups, in file order. */
  public List<SectionGroup> groups() {
    return groups;
  }

  /** Returns the bytes of a section; none for one without bytes in the file. */
  public ByteView contents(SectionHeader section) throws ElfFormatException {
    return section.isNoBits()
        ? file.slice(0, 0, "section")
        : file.slice(section.offset(), section.sizeBytes(), "section " + section.name());
  }

  /** Returns the bytes of a section that the reader checked: all sections of this object are. */
  public ByteView checkedContents(SectionHeader section) {
    try {
      return contents(section);
    } catch (ElfFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads the relocations of a section.
   *
   * @param section the section that they patch
   * @return the relocations in file order, none when the section has none
   * @throws ElfFormatException when one names a symbol that does not exist
   */
  public List<RelocationEntry> relocations(SectionHeader section) throws ElfFormatException {
    int relocationSection = relocationSections[section.index()];
    if (relocationSection == 0) {
      return List.of();
    }
    ByteView table = contents(sections.get(relocationSection));
    int count = table.length() / RELA_SIZE_BYTES;
    List<RelocationEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(relocation(table, (long) i * RELA_SIZE_BYTES));
    }
    return entries;
  }

  private RelocationEntry relocation(ByteView table, long at) throws ElfFormatException {
    long symbolIndex = table.u4(at + 12);
    if (symbolIndex >= symbols.size()) {
      throw table.failure(
          at,
          "relocation names a symbol that does not exist",
          symbolIndex + " of " + symbols.size());
    }
    int type = (int) table.u4(at + 8);
    return new RelocationEntry(table.u8(at), type, (int) symbolIndex, table.u8(at + 16));
  }
}
