// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds the names of similar kernel units to the compiler's message on a unit it cannot find. */
final class UnitAdvice {
  private static final Pattern MISSING =
      Pattern.compile("Can't find unit (?<unit>\\S+) used by .*");

  private final UnitCatalog catalog;

  UnitAdvice(UnitCatalog catalog) {
    this.catalog = catalog;
  }

  Diagnostic addTo(Diagnostic diagnostic) {
    Matcher missing = MISSING.matcher(diagnostic.text());
    if (!missing.matches()) {
      return diagnostic;
    }
    List<String> near = catalog.nearest(missing.group("unit"));
    String advice =
        near.isEmpty() ? "" : " (similar kernel units: " + String.join(", ", near) + ")";
    return new Diagnostic(
        diagnostic.file(),
        diagnostic.line(),
        diagnostic.column(),
        diagnostic.severity(),
        diagnostic.text() + advice);
  }
}
