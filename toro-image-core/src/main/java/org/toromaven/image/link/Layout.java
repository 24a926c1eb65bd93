// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.Alignment;

/** The address of everything. From here on nothing is added and nothing moves. */
final class Layout {

  /** The unit of memory protection. */
  static final int PAGE_SIZE_BYTES = 4096;

  /**
   * A range of memory.
   *
   * @param start its first address
   * @param end the address after its last byte
   */
  record Range(long start, long end) {

    long sizeBytes() {
      return end - start;
    }
  }

  private final List<OutputSection> outputs;
  private final Map<Permission, Range> parts;
  private final long[] addresses;
  private final MergedSections merged;
  private final GotTable got;
  private final ProgramFile file;
  private final long gotAddress;
  private final Range threadBlock;

  /**
   * Makes a layout.
   *
   * @param outputs the output sections in address order; only those with contents
   * @param parts the bounds of the parts of the image
   * @param addresses the address of each placed section, by its number
   * @param merged what became of the sections that are not placed themselves
   * @param got the global offset table
   * @param file the file that the program reads as its own
   */
  Layout(
      List<OutputSection> outputs,
      Map<Permission, Range> parts,
      long[] addresses,
      MergedSections merged,
      GotTable got,
      ProgramFile file) {
    this.outputs = List.copyOf(outputs);
    this.parts = Map.copyOf(parts);
    this.addresses = addresses;
    this.merged = merged;
    this.got = got;
    this.file = file;
    this.gotAddress = findGot();
    this.threadBlock = findThreadBlock();
  }

  List<OutputSection> outputs() {
    return outputs;
  }

  GotTable got() {
    return got;
  }

  ProgramFile file() {
    return file;
  }

  Range part(Permission permission) {
    return parts.get(permission);
  }

  /** Returns the address of a section that is placed: one of an output section's inputs. */
  long address(InputSection section) {
    return addresses[section.id()];
  }

  /** Returns whether the image holds what is at an offset of a live section. */
  boolean holds(InputSection section, long offset) {
    return merged.offset(section, offset) != PieceTable.NOWHERE;
  }

  /** Returns whether a symbol stands for a section that the image does not hold. */
  boolean leavesOut(Symbol symbol) {
    return symbol.kind() == Symbol.Kind.SECTION && address(merged.placed(symbol.section())) == 0;
  }

  long imageStart() {
    return part(Permission.TEXT).start();
  }

  long imageEnd() {
    return part(Permission.BSS).end();
  }

  /** Returns the value of a symbol that is defined in the image, absolute, or weak. */
  long value(Symbol symbol) {
    return value(symbol, 0);
  }

  /** Returns S of the psABI for a reference with an addend. */
  long value(Symbol symbol, long addend) {
    return switch (symbol.kind()) {
      case SECTION -> sectionValue(symbol, addend);
      case ABSOLUTE -> symbol.value();
      case LINKER -> linkerValue(symbol.name());
      case UNDEFINED, DISCARDED -> 0;
    };
  }

  private long sectionValue(Symbol symbol, long addend) {
    InputSection section = symbol.section();
    InputSection placed = merged.placed(section);
    if (placed == section) {
      return address(section) + symbol.value();
    }
    long offset = symbol.offset(addend);
    return address(placed) + merged.offset(section, offset) - (offset - symbol.value());
  }

  /** Returns the address of the global offset table; the end of the constants when it is empty. */
  long gotAddress() {
    return gotAddress;
  }

  /** Returns where the initial values of thread-local variables are. */
  long threadBlockAddress() {
    return threadBlock.start();
  }

  /** Returns what a thread pointer points to: the end of the thread-local block (psABI 3.4.2). */
  long threadPointer() {
    return threadBlock.end();
  }

  private long findGot() {
    for (OutputSection output : outputs) {
      if (output.kind() == OutputKind.GOT) {
        return output.address();
      }
    }
    return part(Permission.RODATA).end();
  }

  private long fileAddress() {
    return outputs.stream()
        .filter(output -> output.kind() == OutputKind.PROGRAM_FILE)
        .findFirst()
        .map(OutputSection::address)
        .orElse(part(Permission.RODATA).end());
  }

  private Range findThreadBlock() {
    long start = part(Permission.DATA).start();
    long end = start;
    long alignment = 1;
    boolean empty = true;
    for (OutputSection output : outputs) {
      if (output.kind() == OutputKind.TDATA || output.kind() == OutputKind.TBSS) {
        start = empty ? output.address() : start;
        end = output.end();
        empty = false;
        for (InputSection input : output.inputs()) {
          alignment = Math.max(alignment, input.header().alignment());
        }
      }
    }
    return new Range(start, Alignment.up(end, alignment));
  }

  private long linkerValue(String name) {
    return switch (name) {
      case "__toro_image_start", "__toro_text_start" -> imageStart();
      case "__toro_image_end", "_end", "__toro_bss_end" -> imageEnd();
      case "__toro_text_end", "_etext" -> part(Permission.TEXT).end();
      case "__toro_kernel_text_end" -> kernelTextEnd();
      case "__toro_rodata_start" -> part(Permission.RODATA).start();
      case "__toro_rodata_end" -> part(Permission.RODATA).end();
      case "__toro_data_start" -> part(Permission.DATA).start();
      case "__toro_data_end", "_edata" -> part(Permission.DATA).end();
      case "__toro_bss_start", "__bss_start" -> part(Permission.BSS).start();
      case ProgramFile.START -> fileAddress();
      case ProgramFile.END -> fileAddress() + file.sizeBytes();
      case SectionBounds.GLOBAL_OFFSET_TABLE -> gotAddress();
      default -> boundOf(name);
    };
  }

  /** The kernel's code comes first in its output section. */
  private long kernelTextEnd() {
    long end = imageStart();
    for (OutputSection output : outputs) {
      if (output.kind() == OutputKind.TEXT) {
        for (InputSection input : output.inputs()) {
          if (input.object().isKernel()) {
            end = address(input) + input.header().sizeBytes();
          }
        }
      }
    }
    return end;
  }

  private long boundOf(String symbol) {
    String bounded = SectionBounds.boundedName(symbol);
    long start = 0;
    long end = 0;
    for (OutputSection output : outputs) {
      for (InputSection input : output.inputs()) {
        if (input.name().equals(bounded)) {
          start = start == 0 ? address(input) : start;
          end = address(input) + input.header().sizeBytes();
        }
      }
    }
    return symbol.startsWith(SectionBounds.START) ? start : end;
  }
}
