// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.link.DebugSection;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.OutputKind;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.PlacedOutput;
import org.toromaven.image.link.PlacedSymbol;
import org.toromaven.image.link.Segment;

/**
 * Writes the file for debuggers: a 64-bit ELF executable with the image's sections at the image's
 * addresses, its symbols and its debug information (gABI 4). It is never booted.
 *
 * <pre>
 *   Elf64_Ehdr, contents of each section, Elf64_Shdr[n]
 * </pre>
 */
public final class DebugFileWriter {

  private static final int HEADER_SIZE_BYTES = 64;
  private static final int SECTION_HEADER_SIZE_BYTES = 64;
  private static final int SYMBOL_SIZE_BYTES = 24;
  private static final int ALIGNMENT = 16;
  private static final ByteView NOTHING = ByteView.of("nothing", new byte[0]);

  private record Section(
      String name, int type, long flags, long address, ByteView contents, long sizeBytes) {}

  private final LinkedImage image;
  private final List<Section> sections = new ArrayList<>();

  private DebugFileWriter(LinkedImage image) {
    this.image = image;
  }

  /**
   * Makes the bytes of the file.
   *
   * @param image the linked image
   * @return the whole file
   * @throws ElfFormatException when the debug information of an object is damaged
   */
  public static byte[] write(LinkedImage image) throws ElfFormatException {
    DebugFileWriter writer = new DebugFileWriter(image);
    for (PlacedOutput output : image.outputs()) {
      writer.addOutput(output);
    }
    for (DebugSection section : image.debugSections()) {
      writer.add(section.name(), SectionType.PROGBITS, section.contents());
    }
    writer.addSymbols();
    writer.addSectionNames();
    return writer.file();
  }

  private void addOutput(PlacedOutput output) throws ElfFormatException {
    OutputKind kind = output.kind();
    ByteView contents = contentsOf(output);
    int type = contents == NOTHING ? SectionType.NOBITS : SectionType.PROGBITS;
    sections.add(
        new Section(
            kind.sectionName(),
            type,
            flags(kind.permission()),
            output.address(),
            contents,
            output.sizeBytes()));
  }

  private ByteView contentsOf(PlacedOutput output) throws ElfFormatException {
    if (output.kind() == OutputKind.BSS || output.kind() == OutputKind.TBSS) {
      return NOTHING;
    }
    for (Segment segment : image.segments()) {
      if (segment.permission() == output.kind().permission()) {
        long offset = output.address() - segment.address();
        return padded(segment.contents(), offset, output);
      }
    }
    return NOTHING;
  }

  /** The image leaves out zeros at the end of the variables. */
  private static ByteView padded(ByteView segment, long offset, PlacedOutput output)
      throws ElfFormatException {
    byte[] bytes = new byte[Math.toIntExact(output.sizeBytes())];
    long present = Math.max(0, Math.min(bytes.length, segment.length() - offset));
    if (present > 0) {
      segment.slice(offset, present, output.kind().sectionName()).copyTo(bytes, 0);
    }
    return ByteView.of(output.kind().sectionName(), bytes);
  }

  private static long flags(Permission permission) {
    return SectionFlag.ALLOC
        | switch (permission) {
          case TEXT -> SectionFlag.EXECINSTR;
          case RODATA -> 0;
          case DATA, BSS -> SectionFlag.WRITE;
        };
  }

  private void add(String name, int type, ByteView contents) {
    sections.add(new Section(name, type, 0, 0, contents, contents.length()));
  }

  private void addSymbols() {
    ByteSink strings = new ByteSink().u1(0);
    ByteSink table = new ByteSink().padTo(SYMBOL_SIZE_BYTES);
    for (PlacedSymbol symbol : image.symbols()) {
      table.u4(strings.size());
      table.u1(SymbolEntry.STB_GLOBAL << 4 | typeOf(symbol)).u1(0).u2(sectionOf(symbol));
      table.u8(symbol.address()).u8(symbol.sizeBytes());
      strings.string(symbol.name());
    }
    add(".symtab", SectionType.SYMTAB, ByteView.of(".symtab", table.toBytes()));
    add(".strtab", SectionType.STRTAB, ByteView.of(".strtab", strings.toBytes()));
  }

  private static int typeOf(PlacedSymbol symbol) {
    return switch (symbol.type()) {
      case FUNCTION -> SymbolEntry.STT_FUNC;
      case OBJECT -> SymbolEntry.STT_OBJECT;
      case OTHER -> SymbolEntry.STT_NOTYPE;
    };
  }

  private int sectionOf(PlacedSymbol symbol) {
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      long offset = symbol.address() - section.address();
      if (section.address() != 0 && offset >= 0 && offset < section.sizeBytes()) {
        return i + 1;
      }
    }
    return SymbolEntry.SHN_ABS;
  }

  private void addSectionNames() {
    ByteSink names = new ByteSink().u1(0);
    sections.forEach(section -> names.string(section.name()));
    names.string(".shstrtab");
    add(".shstrtab", SectionType.STRTAB, ByteView.of(".shstrtab", names.toBytes()));
  }

  private byte[] file() {
    int headerBytes = SECTION_HEADER_SIZE_BYTES * (sections.size() + 1);
    ByteSink headers = new ByteSink(headerBytes).padTo(SECTION_HEADER_SIZE_BYTES);
    ByteSink contents = new ByteSink(contentBytes() + headerBytes).padTo(HEADER_SIZE_BYTES);
    int nameOffset = 1;
    for (Section section : sections) {
      contents.align(ALIGNMENT);
      writeSectionHeader(headers, section, nameOffset, contents.size());
      contents.bytes(section.contents());
      nameOffset += section.name().length() + 1;
    }
    contents.align(ALIGNMENT);
    ByteSink out = new ByteSink();
    writeHeader(out, contents.size());
    byte[] bytes = contents.bytes(headers.toBytes()).toBytes();
    System.arraycopy(out.toBytes(), 0, bytes, 0, HEADER_SIZE_BYTES);
    return bytes;
  }

  /** The file up to the section headers. */
  private int contentBytes() {
    long size = HEADER_SIZE_BYTES;
    for (Section section : sections) {
      size = Alignment.up(size, ALIGNMENT) + section.contents().length();
    }
    return Math.toIntExact(Alignment.up(size, ALIGNMENT));
  }

  private void writeHeader(ByteSink out, long tableOffset) {
    ElfImages.writeIdentification(out, ElfImages.CLASS_64);
    out.u2(ElfImages.ET_EXEC).u2(PvhImageWriter.EM_X86_64).u4(1);
    out.u8(image.startAddress()).u8(0).u8(tableOffset).u4(0);
    out.u2(HEADER_SIZE_BYTES).u2(0).u2(0);
    out.u2(SECTION_HEADER_SIZE_BYTES).u2(sections.size() + 1).u2(sections.size());
  }

  private void writeSectionHeader(ByteSink out, Section section, int nameOffset, long offset) {
    boolean symbols = section.type() == SectionType.SYMTAB;
    out.u4(nameOffset).u4(section.type()).u8(section.flags()).u8(section.address());
    out.u8(offset).u8(section.sizeBytes());
    out.u4(symbols ? sections.indexOf(section) + 2 : 0).u4(symbols ? 1 : 0);
    out.u8(section.address() == 0 ? 1 : ALIGNMENT).u8(symbols ? SYMBOL_SIZE_BYTES : 0);
  }
}
