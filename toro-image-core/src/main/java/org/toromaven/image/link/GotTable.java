// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.X86_64Relocation;

/**
 * The global offset table: one address for each symbol that an instruction must read from memory.
 * Most links have none, because every such instruction can be rewritten.
 */
final class GotTable {

  static final int ENTRY_SIZE_BYTES = 8;

  /** What an entry holds: a symbol's address, or its offset from the thread pointer. */
  record Entry(Symbol symbol, boolean threadOffset) {}

  private final Map<Entry, Integer> indexes;

  private GotTable(Map<Entry, Integer> indexes) {
    this.indexes = indexes;
  }

  /** Finds the entries that the live sections need, in link order. */
  static GotTable plan(LiveSections live, Resolution resolution) throws ElfFormatException {
    Map<Entry, Integer> indexes = new LinkedHashMap<>();
    for (InputSection section : live.sections()) {
      for (RelocationEntry relocation : section.relocations()) {
        X86_64Relocation type = X86_64Relocation.of(relocation.type()).orElse(null);
        if (type != null && usesTable(type)) {
          Symbol target = resolution.target(section.object(), relocation.symbolIndex());
          if (!relaxes(section, relocation, type, target)) {
            indexes.putIfAbsent(new Entry(target, isThreadOffset(type)), indexes.size());
          }
        }
      }
    }
    return new GotTable(indexes);
  }

  /** Returns the entries in table order. */
  List<Entry> entries() {
    return new ArrayList<>(indexes.keySet());
  }

  int sizeBytes() {
    return indexes.size() * ENTRY_SIZE_BYTES;
  }

  /** Returns the offset of an entry in the table. */
  long offset(Symbol symbol, boolean threadOffset) {
    return (long) indexes.get(new Entry(symbol, threadOffset)) * ENTRY_SIZE_BYTES;
  }

  private static boolean relaxes(
      InputSection section, RelocationEntry relocation, X86_64Relocation type, Symbol target)
      throws ElfFormatException {
    return switch (type) {
      case R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX ->
          GotRelaxation.of(section.contents(), relocation, type, target) != GotRelaxation.NONE;
      default -> false;
    };
  }

  private static boolean isThreadOffset(X86_64Relocation type) {
    return type == X86_64Relocation.R_X86_64_GOTTPOFF;
  }

  private static boolean usesTable(X86_64Relocation type) {
    return switch (type) {
      case R_X86_64_GOT32,
          R_X86_64_GOTPCREL,
          R_X86_64_GOTPCRELX,
          R_X86_64_REX_GOTPCRELX,
          R_X86_64_GOT64,
          R_X86_64_GOTPCREL64,
          R_X86_64_GOTPLT64,
          R_X86_64_GOTTPOFF ->
          true;
      default -> false;
    };
  }
}
