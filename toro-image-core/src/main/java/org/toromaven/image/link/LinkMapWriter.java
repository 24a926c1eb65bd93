// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;

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

  private final List<PlacedSymbol> symbols;
  private final StringBuilder text = new StringBuilder("         address       size  name\n");

  private LinkMapWriter(List<PlacedSymbol> symbols) {
    this.symbols = symbols;
  }

  /**
   * Returns the text of the map.
   *
   * @param layout the finished layout
   * @param symbols the symbols of the image, by address and then by name
   */
  static String write(Layout layout, List<PlacedSymbol> symbols) {
    LinkMapWriter writer = new LinkMapWriter(symbols);
    for (OutputSection output : layout.outputs()) {
      writer.line(output.address(), output.sizeBytes(), "", output.kind().sectionName());
      for (InputSection input : output.inputs()) {
        writer.add(layout.address(input), input);
      }
    }
    return writer.text.toString();
  }

  private void add(long address, InputSection input) {
    long end = address + input.header().sizeBytes();
    line(address, input.header().sizeBytes(), "    ", input.toString());
    for (int i = firstAt(address); i < symbols.size() && symbols.get(i).address() < end; i++) {
      line(symbols.get(i).address(), 0, "        ", symbols.get(i).name());
    }
  }

  /** Returns the index of the first symbol at an address or above it. */
  private int firstAt(long address) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (symbols.get(middle).address() < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void line(long address, long size, String indentation, String name) {
    pad(Long.toHexString(address), 16);
    pad(size == 0 ? "" : Long.toHexString(size), 11);
    text.append("  ").append(indentation).append(name).append('\n');
  }

  private void pad(String value, int width) {
    for (int i = value.length(); i < width; i++) {
      text.append(' ');
    }
    text.append(value);
  }
}
