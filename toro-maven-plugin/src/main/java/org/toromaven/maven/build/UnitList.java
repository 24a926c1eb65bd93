// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.compiler.UnitUse;

/** The units of a program as one line: who brought in which. */
final class UnitList {
  private static final String START_UP = "si_prc";

  private UnitList() {}

  /**
   * For example {@code units: Networking (pom); SysUtils, Classes (program); 31 more they need}.
   * What nobody named is counted: {@code compile.json} has the names.
   */
  static String line(List<UnitUse> units) {
    List<String> named = new ArrayList<>();
    add(named, names(units, UnitUse.Origin.POM), "pom");
    add(named, names(units, UnitUse.Origin.PROGRAM), "program");
    int others = names(units, UnitUse.Origin.DEPENDENCY).size();
    if (named.isEmpty()) {
      return "units: none named; " + others + " that every program needs";
    }
    return "units: " + String.join("; ", named) + "; " + others + " more they need";
  }

  /** The start-up object of the run-time library is no unit. */
  private static List<String> names(List<UnitUse> units, UnitUse.Origin origin) {
    return units.stream()
        .filter(unit -> unit.origin() == origin)
        .map(UnitUse::name)
        .filter(name -> !name.equals(START_UP))
        .toList();
  }

  private static void add(List<String> groups, List<String> names, String origin) {
    if (!names.isEmpty()) {
      groups.add(String.join(", ", names) + " (" + origin + ")");
    }
  }
}
