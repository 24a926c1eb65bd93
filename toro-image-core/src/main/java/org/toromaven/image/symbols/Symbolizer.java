// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SymbolEntry;

/** Says which procedure and line an address of an image belongs to. */
public final class Symbolizer {

  private final NavigableMap<Long, SymbolEntry> procedures;
  private final LineTable lines;
  private final SourceSpelling spelling;

  private Symbolizer(
      NavigableMap<Long, SymbolEntry> procedures, LineTable lines, SourceSpelling spelling) {
    this.procedures = procedures;
    this.lines = lines;
    this.spelling = spelling;
  }

  /**
   * Reads a debug file.
   *
   * @param debugFile what {@code ImageRequest.debugFile} named
   * @param sourceFolders where Pascal sources are, for the spelling of names; may be empty
   * @return the symbolizer
   * @throws ElfFormatException when the file is damaged
   * @throws IOException when it cannot be read
   */
  public static Symbolizer read(Path debugFile, List<Path> sourceFolders)
      throws ElfFormatException, IOException {
    ByteView file = ByteView.of(debugFile.toString(), Files.readAllBytes(debugFile));
    return read(file, SourceSpelling.of(sourceFolders));
  }

  private static Symbolizer read(ByteView file, SourceSpelling spelling) throws ElfFormatException {
    ElfObject debug = ElfObjectReader.readExecutable(file);
    LineTable lines =
        LineProgramReader.read(
            section(debug, file, ".debug_line"),
            section(debug, file, ".debug_str"),
            section(debug, file, ".debug_line_str"));
    return new Symbolizer(procedures(debug), lines, spelling);
  }

  private static ByteView section(ElfObject debug, ByteView file, String name)
      throws ElfFormatException {
    for (SectionHeader section : debug.sections()) {
      if (section.name().equals(name)) {
        return debug.contents(section);
      }
    }
    return file.slice(0, 0, name);
  }

  private static NavigableMap<Long, SymbolEntry> procedures(ElfObject debug) {
    NavigableMap<Long, SymbolEntry> procedures = new TreeMap<>();
    for (SymbolEntry symbol : debug.symbols()) {
      boolean code = symbol.type() == SymbolEntry.STT_FUNC || isCodeLabel(debug, symbol);
      boolean marker = symbol.name().startsWith("DEBUG");
      if (code && symbol.isInSection() && !marker) {
        procedures.merge(symbol.value(), symbol, Symbolizer::better);
      }
    }
    return procedures;
  }

  /** Assembly names procedures by plain labels; those of data are of no use here. */
  private static boolean isCodeLabel(ElfObject debug, SymbolEntry symbol) {
    return symbol.type() == SymbolEntry.STT_NOTYPE
        && symbol.isInSection()
        && debug.sections().get(symbol.sectionIndex()).name().equals(".text")
        && !symbol.name().startsWith("__toro_");
  }

  /** Of two names of one procedure the one that says its unit, else a function, else the first. */
  private static SymbolEntry better(SymbolEntry first, SymbolEntry second) {
    boolean firstMangled = PascalName.isMangled(first.name());
    boolean secondMangled = PascalName.isMangled(second.name());
    if (firstMangled != secondMangled) {
      return secondMangled ? second : first;
    }
    return second.sizeBytes() > first.sizeBytes() ? second : first;
  }

  /**
   * Describes an address.
   *
   * @param address an address in the image, such as that of an instruction that failed
   * @return the place, or empty when no procedure is there
   */
  public Optional<CodePlace> describe(long address) {
    Map.Entry<Long, SymbolEntry> entry = procedures.floorEntry(address);
    Optional<LineTable.Row> row = lines.find(address);
    if (entry == null || isBeyond(entry.getValue(), address, row.isPresent())) {
      return row.map(found -> new CodePlace("?", found.file(), found.line()));
    }
    String procedure = PascalName.readable(entry.getValue().name(), spelling::of);
    return Optional.of(
        row.map(found -> new CodePlace(procedure, found.file(), found.line()))
            .orElse(new CodePlace(procedure, "", 0)));
  }

  /**
   * Describes the call that a return address belongs to: the instruction before it, which may be of
   * another line and even of another procedure than the address itself.
   */
  public Optional<CodePlace> describeReturn(long address) {
    return describe(address - 1);
  }

  private static boolean isBeyond(SymbolEntry procedure, long address, boolean hasLine) {
    long offset = address - procedure.value();
    return procedure.sizeBytes() > 0 && offset >= procedure.sizeBytes() && !hasLine;
  }
}
