// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.elf.X86_64Relocation;

/**
 * Joins the objects' {@code .debug_*} sections and carries out their relocations. Debug information
 * describes its own object: overrides and wraps do not apply to it, and what it says about a
 * section that is not in the image is moved to an address that no image has.
 */
final class DebugSectionBuilder {

  private static final String PREFIX = ".debug_";

  /**
   * Ends of lists are zeros, so that a dead entry of a list must be another number (DWARF 4, 2.17).
   */
  private static final long DEAD_LIST_ENTRY = 1;

  private static final Set<String> LISTS = Set.of(".debug_ranges", ".debug_loc");

  private record Part(InputObject object, SectionHeader header, long offset) {}

  private final Resolution resolution;
  private final LiveSections live;
  private final Layout layout;
  private final BiPredicate<InputObject, SectionHeader> wanted;
  private final Map<String, List<Part>> partsByName = new TreeMap<>();
  private final Map<InputObject, long[]> offsets = new HashMap<>();

  DebugSectionBuilder(Resolution resolution, LiveSections live, Layout layout) {
    this(resolution, live, layout, (object, header) -> true);
  }

  /** Makes a builder that leaves out the sections that are not wanted. */
  DebugSectionBuilder(
      Resolution resolution,
      LiveSections live,
      Layout layout,
      BiPredicate<InputObject, SectionHeader> wanted) {
    this.resolution = resolution;
    this.live = live;
    this.layout = layout;
    this.wanted = wanted;
  }

  List<DebugSection> build() throws ElfFormatException {
    Map<String, Long> sizes = new HashMap<>();
    for (InputObject object : resolution.objects()) {
      for (SectionHeader header : object.elf().sections()) {
        if (isDebug(header) && wanted.test(object, header)) {
          place(object, header, sizes);
        }
      }
    }
    List<DebugSection> sections = new ArrayList<>();
    for (Map.Entry<String, List<Part>> entry : partsByName.entrySet()) {
      byte[] bytes = join(entry.getValue());
      sections.add(new DebugSection(entry.getKey(), ByteView.of(entry.getKey(), bytes)));
    }
    return sections;
  }

  static boolean isDebug(SectionHeader header) {
    return header.name().startsWith(PREFIX)
        && !header.has(SectionFlag.ALLOC)
        && !header.has(SectionFlag.COMPRESSED)
        && !header.isNoBits();
  }

  private void place(InputObject object, SectionHeader header, Map<String, Long> sizes) {
    long offset = sizes.getOrDefault(header.name(), 0L);
    sizes.put(header.name(), offset + header.sizeBytes());
    offsets.computeIfAbsent(object, key -> new long[key.sectionCount()])[header.index()] = offset;
    partsByName
        .computeIfAbsent(header.name(), name -> new ArrayList<>())
        .add(new Part(object, header, offset));
  }

  private byte[] join(List<Part> parts) throws ElfFormatException {
    Part last = parts.get(parts.size() - 1);
    byte[] bytes = new byte[Math.toIntExact(last.offset() + last.header().sizeBytes())];
    for (Part part : parts) {
      part.object().elf().contents(part.header()).copyTo(bytes, (int) part.offset());
      relocate(part, bytes);
    }
    return bytes;
  }

  private void relocate(Part part, byte[] bytes) throws ElfFormatException {
    long tombstone = LISTS.contains(part.header().name()) ? DEAD_LIST_ENTRY : 0;
    for (RelocationEntry relocation : part.object().elf().relocations(part.header())) {
      int width = X86_64Relocation.of(relocation.type()).map(type -> type.widthBytes()).orElse(0);
      long last = part.header().sizeBytes() - width;
      if (width < 4 || relocation.offset() < 0 || relocation.offset() > last) {
        throw misplaced(part, relocation);
      }
      long value = value(part, relocation, tombstone);
      Patch patch = new Patch(bytes, (int) (part.offset() + relocation.offset()));
      if (width == 8) {
        patch.u8(value);
      } else {
        patch.low4(value);
      }
    }
  }

  private static ElfFormatException misplaced(Part part, RelocationEntry relocation)
      throws ElfFormatException {
    return part.object()
        .elf()
        .contents(part.header())
        .failure(
            0,
            "relocation of debug section " + part.header().name(),
            "type " + relocation.type() + " at 0x" + Long.toHexString(relocation.offset()));
  }

  /**
   * Returns S + A, or a tombstone for what is not in the image. What debug information says of a
   * thread-local variable is its place in the thread-local block (DWARF 5, 2.6.1.1.4).
   */
  private long value(Part part, RelocationEntry relocation, long tombstone) {
    Symbol symbol = symbol(part.object(), relocation.symbolIndex());
    return switch (symbol.kind()) {
      case SECTION -> sectionValue(symbol, relocation.addend()).orElse(tombstone);
      case DISCARDED -> debugOffset(symbol) + relocation.addend();
      case ABSOLUTE, LINKER -> layout.value(symbol) + relocation.addend();
      case UNDEFINED -> tombstone;
    };
  }

  private Symbol symbol(InputObject object, int index) {
    SymbolEntry entry = object.elf().symbols().get(index);
    if (entry.isLocal()) {
      return resolution.target(object, index);
    }
    return entry.isInSection() || entry.isAbsolute()
        ? Symbol.defined(object, entry)
        : resolution.global(entry.name());
  }

  private OptionalLong sectionValue(Symbol symbol, long addend) {
    boolean held =
        live.contains(symbol.section()) && layout.holds(symbol.section(), symbol.offset(addend));
    if (!held) {
      return OptionalLong.empty();
    }
    long base = symbol.section().header().has(SectionFlag.TLS) ? layout.threadBlockAddress() : 0;
    return OptionalLong.of(layout.value(symbol, addend) + addend - base);
  }

  /** Returns where in the joined section a symbol of another debug section is. */
  private long debugOffset(Symbol symbol) {
    long[] bySection = offsets.get(symbol.object());
    return bySection == null ? 0 : bySection[symbol.sectionIndex()] + symbol.value();
  }
}
