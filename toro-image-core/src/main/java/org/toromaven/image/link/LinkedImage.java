// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionHeader;

/** A finished link: the image as it will be in memory, and what is in it. */
public final class LinkedImage {

  private final Resolution resolution;
  private final LiveSections live;
  private final Layout layout;
  private final List<Segment> segments;
  private final List<PassTime> passTimes;
  private List<PlacedSymbol> symbols;

  LinkedImage(
      Resolution resolution,
      LiveSections live,
      Layout layout,
      List<Segment> segments,
      List<PassTime> passTimes) {
    this.resolution = resolution;
    this.live = live;
    this.layout = layout;
    this.segments = List.copyOf(segments);
    this.passTimes = List.copyOf(passTimes);
  }

  /** Returns what a loader puts into memory, in address order. */
  public List<Segment> segments() {
    return segments;
  }

  /** Returns the address where the image starts. */
  public long startAddress() {
    return layout.imageStart();
  }

  /** Returns the address after the image, bss included. */
  public long endAddress() {
    return layout.imageEnd();
  }

  /** Returns how long each pass took, in the order of the passes. */
  public List<PassTime> passTimes() {
    return passTimes;
  }

  /** Returns the value of a global symbol; empty when the image does not define it. */
  public OptionalLong address(String name) {
    Symbol symbol = resolution.global(name);
    boolean dead = symbol.kind() == Symbol.Kind.SECTION && !isHeld(symbol);
    boolean undefined = symbol.isUndefined() || symbol.kind() == Symbol.Kind.DISCARDED;
    return dead || undefined ? OptionalLong.empty() : OptionalLong.of(layout.value(symbol));
  }

  private boolean isHeld(Symbol symbol) {
    return live.contains(symbol.section()) && layout.holds(symbol.section(), symbol.value());
  }

  /**
   * Explains why a symbol is in the image.
   *
   * @param name a global symbol
   * @return the steps from an entry to the symbol's section, one line each; empty when it is not in
   *     the image
   */
  public List<String> trace(String name) {
    Symbol symbol = resolution.global(name);
    return symbol.kind() == Symbol.Kind.SECTION ? live.trace(symbol.section()) : List.of();
  }

  /** Returns the input sections of the image, in address order. */
  public List<PlacedSection> sections() {
    return Placement.sections(layout, segments);
  }

  /** Returns the symbols of the image, by address and then by name. */
  public List<PlacedSymbol> symbols() {
    if (symbols == null) {
      symbols = List.copyOf(Placement.symbols(resolution, live, layout));
    }
    return symbols;
  }

  /**
   * Makes the debug information of the objects, relocated to the addresses of the image.
   *
   * @return the sections in the order of their names
   * @throws ElfFormatException when an object's debug information is damaged
   */
  public List<DebugSection> debugSections() throws ElfFormatException {
    return new DebugSectionBuilder(resolution, live, layout).build();
  }

  /**
   * Finds a section of the inputs that is no part of the image, such as the code of a boot sector.
   *
   * @param name the section's name
   * @return its contents as the object has them; empty when no object has such a section
   */
  public Optional<ByteView> rawSection(String name) {
    for (InputObject object : resolution.objects()) {
      for (SectionHeader header : object.elf().sections()) {
        if (header.name().equals(name)) {
          return Optional.of(object.elf().checkedContents(header));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the link map. */
  public String map() {
    return LinkMapWriter.write(layout, symbols());
  }

  /** Returns the output sections, in address order. */
  public List<PlacedOutput> outputs() {
    List<PlacedOutput> outputs = new ArrayList<>();
    for (OutputSection output : layout.outputs()) {
      outputs.add(new PlacedOutput(output.kind(), output.address(), output.sizeBytes()));
    }
    return outputs;
  }

  /** Returns where an output section is; empty when the image has none of that kind. */
  public Optional<PlacedOutput> output(OutputKind kind) {
    return outputs().stream().filter(output -> output.kind() == kind).findFirst();
  }
}
