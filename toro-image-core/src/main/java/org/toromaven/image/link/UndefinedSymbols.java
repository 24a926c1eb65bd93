// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.link.Diagnostic.Kind;
import org.toromaven.image.link.Diagnostic.Place;

/** Collects the references to symbols that nothing defines, and reports each symbol once. */
final class UndefinedSymbols {

  private final Map<String, Set<Place>> places = new LinkedHashMap<>();

  /** Notes one reference. */
  void add(String symbol, InputSection section) {
    places.computeIfAbsent(symbol, name -> new LinkedHashSet<>()).add(section.place());
  }

  /** Reports what was noted. */
  void report(Diagnostics diagnostics) {
    places.forEach((symbol, set) -> diagnostics.add(diagnostic(symbol, new ArrayList<>(set))));
  }

  private static Diagnostic diagnostic(String symbol, List<Place> all) {
    boolean cLibrary = CLibrary.defines(symbol);
    String problem =
        "undefined symbol: "
            + symbol
            + (cLibrary ? " (of a C library, which an appliance does not have)" : "");
    return new Diagnostic(
        Kind.UNDEFINED_SYMBOL,
        symbol,
        cLibrary,
        all.subList(0, Math.min(all.size(), Diagnostic.PLACES_SHOWN)),
        all.size(),
        DiagnosticText.atPlaces(problem, all));
  }
}
