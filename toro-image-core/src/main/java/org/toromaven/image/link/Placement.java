// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.toromaven.image.elf.SymbolEntry;

/** Lists what is where in a finished layout. */
final class Placement {

  private Placement() {}

  /** Lists the input sections in address order; the segments say what a file holds of them. */
  static List<PlacedSection> sections(Layout layout, List<Segment> segments) {
    List<PlacedSection> sections = new ArrayList<>();
    for (OutputSection output : layout.outputs()) {
      for (InputSection input : output.inputs()) {
        sections.add(
            new PlacedSection(
                input.object().name(),
                input.object().origin(),
                input.name(),
                output.kind().permission(),
                layout.address(input),
                input.header().sizeBytes(),
                fileBytes(layout.address(input), input.header().sizeBytes(), segments)));
      }
    }
    return sections;
  }

  private static long fileBytes(long address, long sizeBytes, List<Segment> segments) {
    for (Segment segment : segments) {
      long end = segment.address() + segment.contents().length();
      if (address >= segment.address() && address < end) {
        return Math.min(sizeBytes, end - address);
      }
    }
    return 0;
  }

  /** Lists the symbols by address and then by name. */
  static List<PlacedSymbol> symbols(Resolution resolution, LiveSections live, Layout layout) {
    List<PlacedSymbol> symbols = new ArrayList<>();
    for (InputObject object : resolution.objects()) {
      for (SymbolEntry entry : object.elf().symbols()) {
        if (isPlaced(object, entry, live, layout)) {
          symbols.add(placed(layout, Symbol.defined(object, entry)));
        }
      }
    }
    for (String name : SectionBounds.FIXED_NAMES) {
      Symbol symbol = resolution.global(name);
      boolean table = name.equals(SectionBounds.GLOBAL_OFFSET_TABLE);
      boolean absent = table && layout.got().sizeBytes() == 0;
      if (symbol.kind() == Symbol.Kind.LINKER && !absent) {
        symbols.add(placed(layout, symbol));
      }
    }
    addCommons(resolution, live, layout, symbols);
    symbols.sort(
        Comparator.comparingLong(PlacedSymbol::address)
            .thenComparing(PlacedSymbol::name)
            .thenComparing(PlacedSymbol::object));
    return symbols;
  }

  private static boolean isPlaced(
      InputObject object, SymbolEntry entry, LiveSections live, Layout layout) {
    if (!entry.isInSection()
        || entry.name().isEmpty()
        || entry.type() == SymbolEntry.STT_SECTION
        || entry.type() == SymbolEntry.STT_FILE) {
      return false;
    }
    InputSection section = object.section(entry.sectionIndex());
    return section != null && live.contains(section) && layout.holds(section, entry.value());
  }

  private static void addCommons(
      Resolution resolution, LiveSections live, Layout layout, List<PlacedSymbol> symbols) {
    for (Symbol symbol : resolution.globals().values()) {
      boolean common = symbol.section() != null && symbol.section().isSynthetic();
      if (common && live.contains(symbol.section())) {
        symbols.add(placed(layout, symbol));
      }
    }
  }

  private static PlacedSymbol placed(Layout layout, Symbol symbol) {
    return new PlacedSymbol(
        symbol.name(),
        layout.value(symbol),
        symbol.sizeBytes(),
        typeOf(symbol),
        symbol.object() == null ? "" : symbol.object().name());
  }

  private static PlacedSymbol.Type typeOf(Symbol symbol) {
    return switch (symbol.type()) {
      case SymbolEntry.STT_FUNC -> PlacedSymbol.Type.FUNCTION;
      case SymbolEntry.STT_OBJECT, SymbolEntry.STT_COMMON, SymbolEntry.STT_TLS ->
          PlacedSymbol.Type.OBJECT;
      default -> PlacedSymbol.Type.OTHER;
    };
  }
}
