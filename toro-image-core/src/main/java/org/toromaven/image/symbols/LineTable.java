// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which source line each address belongs to. */
final class LineTable {

  /**
   * One row of the matrix of DWARF 4, 6.2.2.
   *
   * @param address where the line's code starts
   * @param file the source file's name
   * @param line the line
   * @param end whether the address is the first one after a sequence
   */
  record Row(long address, String file, int line, boolean end) {}

  private final NavigableMap<Long, List<Row>> sequences = new TreeMap<>();

  /** Adds a sequence: rows in address order, the last of which is its end. */
  void add(List<Row> sequence) {
    long start = sequence.get(0).address();
    long end = sequence.get(sequence.size() - 1).address();
    if (start > 1 && end > start) {
      List<Row> sorted = new ArrayList<>(sequence);
      sorted.sort(Comparator.comparingLong(Row::address));
      sequences.putIfAbsent(start, List.copyOf(sorted));
    }
  }

  /** Finds the row of an address. */
  Optional<Row> find(long address) {
    Map.Entry<Long, List<Row>> sequence = sequences.floorEntry(address);
    if (sequence == null) {
      return Optional.empty();
    }
    Row found = null;
    for (Row row : sequence.getValue()) {
      if (row.address() <= address) {
        found = row;
      }
    }
    return Optional.ofNullable(found).filter(row -> !row.end());
  }
}
