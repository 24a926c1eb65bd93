// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.Alignment;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.link.Diagnostic.Kind;
import org.toromaven.image.link.Layout.Range;

/**
 * Puts the live sections into output sections and gives everything its address. Permissions change
 * at page bounds only, so that the kernel can protect pages by the boundary symbols.
 */
final class LayoutAssigner {

  /** The kernel's first page tables map no more (boot ABI 4). */
  private static final long ADDRESS_LIMIT = 1L << 32;

  /** Nobody's alignment needs more; hostile objects would fill memory with it. */
  private static final long MAX_PADDING_BYTES = 16L << 20;

  private final Map<OutputKind, List<InputSection>> bins = new EnumMap<>(OutputKind.class);
  private final Map<Permission, Range> parts = new EnumMap<>(Permission.class);
  private final List<OutputSection> outputs = new ArrayList<>();
  private final GotTable got;
  private final ProgramFile file;
  private final Diagnostics diagnostics;
  private final long[] addresses;
  private long cursor;
  private long paddingBytes;

  private LayoutAssigner(
      MergedSections sections, GotTable got, ProgramFile file, Diagnostics diagnostics) {
    this.got = got;
    this.file = file;
    this.diagnostics = diagnostics;
    this.addresses = new long[sections.sectionIdCount()];
  }

  /**
   * Assigns the addresses.
   *
   * @param sections the sections to place, in link order
   * @param got the global offset table, which is placed too
   * @param file the file that the program reads as its own, which is placed too
   * @param base where the image starts
   * @param diagnostics takes sections that cannot be placed
   * @return the layout
   */
  static Layout assign(
      MergedSections sections, GotTable got, ProgramFile file, long base, Diagnostics diagnostics)
      throws ElfFormatException {
    LayoutAssigner assigner = new LayoutAssigner(sections, got, file, diagnostics);
    for (InputSection section : sections.sections()) {
      assigner.bin(section);
    }
    assigner.cursor = base;
    for (Permission permission : Permission.values()) {
      assigner.placePart(permission);
    }
    assigner.checkLimits();
    return new Layout(assigner.outputs, assigner.parts, assigner.addresses, sections, got, file);
  }

  private void bin(InputSection section) {
    if (section.header().has(SectionFlag.WRITE | SectionFlag.EXECINSTR)) {
      diagnostics.add(
          Kind.UNSUPPORTED_SECTION,
          "",
          section.place(),
          "section is both writable and executable: split code from data");
    }
    if (section.header().has(SectionFlag.COMPRESSED)) {
      diagnostics.add(
          Kind.UNSUPPORTED_SECTION, "", section.place(), "compressed section in the image");
    }
    bins.computeIfAbsent(SectionRules.outputKind(section.header()), kind -> new ArrayList<>())
        .add(section);
  }

  private void placePart(Permission permission) throws ElfFormatException {
    if (permission != Permission.BSS) {
      cursor = Alignment.up(cursor, Layout.PAGE_SIZE_BYTES);
    } else {
      cursor = Alignment.up(cursor, maxAlignment(bins.getOrDefault(OutputKind.BSS, List.of())));
    }
    long start = cursor;
    for (OutputKind kind : OutputKind.values()) {
      if (kind.permission() == permission) {
        placeOutput(kind);
      }
    }
    boolean whole = permission != Permission.DATA;
    long end = whole ? Alignment.up(cursor, Layout.PAGE_SIZE_BYTES) : cursor;
    parts.put(permission, new Range(start, end));
  }

  private void placeOutput(OutputKind kind) throws ElfFormatException {
    if (kind == OutputKind.GOT) {
      placeTable(kind, got.sizeBytes());
      return;
    }
    if (kind == OutputKind.PROGRAM_FILE) {
      placeTable(kind, file.sizeBytes());
      return;
    }
    List<InputSection> inputs = bins.getOrDefault(kind, List.of());
    if (inputs.isEmpty()) {
      return;
    }
    if (kind == OutputKind.DATA) {
      inputs = zerosLast(inputs);
    }
    if (kind == OutputKind.TEXT) {
      inputs = kernelFirst(inputs);
    }
    long before = cursor;
    alignCursor(maxAlignment(inputs));
    long address = cursor;
    for (InputSection input : inputs) {
      alignCursor(input.header().alignment());
      addresses[input.id()] = cursor;
      cursor += input.header().sizeBytes();
    }
    outputs.add(new OutputSection(kind, address, cursor - address, inputs));
    if (kind == OutputKind.TBSS) {
      cursor = before;
    }
  }

  /** Keeps the kernel's code together, so that it can tell an address of it from the program's. */
  private static List<InputSection> kernelFirst(List<InputSection> inputs) {
    List<InputSection> sorted = new ArrayList<>(inputs);
    sorted.sort(Comparator.comparing(input -> !input.object().isKernel()));
    return sorted;
  }

  /** Moves the sections of zeros behind the others, where the file need not hold them. */
  private static List<InputSection> zerosLast(List<InputSection> inputs) throws ElfFormatException {
    List<InputSection> sorted = new ArrayList<>();
    List<InputSection> zeros = new ArrayList<>();
    for (InputSection input : inputs) {
      boolean zero =
          !SectionRules.keepsItsPlace(input.header())
              && input.relocations().isEmpty()
              && input.contents().isZero();
      (zero ? zeros : sorted).add(input);
    }
    sorted.addAll(zeros);
    return sorted;
  }

  /** What the linker makes itself. */
  private void placeTable(OutputKind kind, long sizeBytes) {
    if (sizeBytes > 0) {
      alignCursor(GotTable.ENTRY_SIZE_BYTES);
      outputs.add(new OutputSection(kind, cursor, sizeBytes, List.of()));
      cursor += sizeBytes;
    }
  }

  private void alignCursor(long alignment) {
    long aligned = Alignment.up(cursor, alignment);
    paddingBytes += aligned - cursor;
    cursor = aligned;
  }

  private static long maxAlignment(List<InputSection> inputs) {
    long alignment = 1;
    for (InputSection input : inputs) {
      alignment = Math.max(alignment, input.header().alignment());
    }
    return alignment;
  }

  private void checkLimits() {
    long end = parts.get(Permission.BSS).end();
    if (end > ADDRESS_LIMIT) {
      diagnostics.add(
          Kind.OUT_OF_RANGE,
          "",
          "image ends above 4 GiB: 0x" + Long.toHexString(end) + largestSection());
    }
    if (paddingBytes > MAX_PADDING_BYTES) {
      diagnostics.add(
          Kind.OUT_OF_RANGE,
          "",
          "alignment of sections wastes more than 16 MiB: 0x" + Long.toHexString(paddingBytes));
    }
  }

  private String largestSection() {
    InputSection largest = null;
    for (OutputSection output : outputs) {
      for (InputSection input : output.inputs()) {
        if (largest == null || input.header().sizeBytes() > largest.header().sizeBytes()) {
          largest = input;
        }
      }
    }
    return largest == null
        ? ""
        : ", its largest section is "
            + largest
            + " of 0x"
            + Long.toHexString(largest.header().sizeBytes())
            + " bytes";
  }
}
