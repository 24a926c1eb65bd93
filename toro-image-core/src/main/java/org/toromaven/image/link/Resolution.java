// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Map;
import org.toromaven.image.elf.SymbolEntry;

/**
 * The result of symbol resolution: the objects that take part and what each name stands for.
 *
 * @param objects all objects, pulled archive members last
 * @param globals what each global name stands for
 * @param commonSections the sections made for common symbols, by name
 * @param wraps the wraps whose wrappers are linked, and the rules about references
 * @param sectionIdCount one more than the largest section number
 */
record Resolution(
    List<InputObject> objects,
    Map<String, Symbol> globals,
    List<InputSection> commonSections,
    Overrides wraps,
    int sectionIdCount) {

  private static final String REAL = "__real_";
  static final String WRAP = "__wrap_";

  /** Returns what a symbol table entry of an object stands for. */
  Symbol target(InputObject object, int symbolIndex) {
    // Every pass asks again for every relocation, so that the answer is kept.
    Symbol known = object.target(symbolIndex);
    if (known == null) {
      known = findTarget(object, symbolIndex);
      object.keepTarget(symbolIndex, known);
    }
    return known;
  }

  private Symbol findTarget(InputObject object, int symbolIndex) {
    SymbolEntry entry = object.elf().symbols().get(symbolIndex);
    if (entry.isLocal() && !entry.isUndefined()) {
      return Symbol.defined(object, entry);
    }
    Symbol symbol = globals.get(referredName(entry));
    return symbol == null ? Symbol.undefined(entry.name()) : symbol;
  }

  /** Returns what a global name stands for; undefined when no object names it. */
  Symbol global(String name) {
    Symbol symbol = globals.get(name);
    return symbol == null ? Symbol.undefined(name) : symbol;
  }

  private String referredName(SymbolEntry entry) {
    String name = entry.name();
    boolean outside = entry.isUndefined() && wraps.wraps().contains(name);
    if (outside || wraps.wrapsEverywhere().contains(name)) {
      return WRAP + name;
    }
    boolean real = name.startsWith(REAL) && wraps.isWrapped(name.substring(REAL.length()));
    return real ? name.substring(REAL.length()) : name;
  }
}
