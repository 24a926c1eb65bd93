// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Writes the link map, one line for each output section, input section and symbol:
 *
 * <pre>
 *   address  size  section
 *                  object:(section)
 *                          symbol
 * </pre>
 */
final class LinkMapWriter {

  private LinkMapWriter() {}

  /** Returns the text of the map. */
  static String write(Layout layout, List<PlacedSymbol> symbols) {
    NavigableMap<Long, List<String>> names = namesByAddress(symbols);
    StringBuilder text = new StringBuilder("         address       size  name\n");
    for (OutputSection output : layout.outputs()) {
      line(text, output.address(), output.sizeBytes(), output.kind().sectionName());
      for (InputSection input : output.inputs()) {
        long address = layout.address(input);
        long size = input.header().sizeBytes();
        line(text, address, size, "    " + input);
        names
            .subMap(address, true, address + size, false)
            .forEach((at, here) -> here.forEach(name -> line(text, at, 0, "        " + name)));
      }
    }
    return text.toString();
  }

  private static NavigableMap<Long, List<String>> namesByAddress(List<PlacedSymbol> symbols) {
    NavigableMap<Long, List<String>> names = new TreeMap<>();
    for (PlacedSymbol symbol : symbols) {
      names.computeIfAbsent(symbol.address(), address -> new ArrayList<>()).add(symbol.name());
    }
    return names;
  }

  private static void line(StringBuilder text, long address, long size, String name) {
    pad(text, Long.toHexString(address), 16);
    pad(text, size == 0 ? "" : Long.toHexString(size), 11);
    text.append("  ").append(name).append('\n');
  }

  private static void pad(StringBuilder text, String value, int width) {
    text.append(" ".repeat(Math.max(0, width - value.length()))).append(value);
  }
}
