// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.toromaven.compiler.UnitUse;

/** The units of a program as one line: who brought in which. */
final class UnitList {
  private static final int MOST_DEPENDENCIES = 6;

  private UnitList() {}

  /** For example {@code units: SysUtils (program); Networking (pom); System and 9 more}. */
  static String line(List<UnitUse> units) {
    List<String> groups = new ArrayList<>();
    add(groups, names(units, unit -> unit.origin() == UnitUse.Origin.PROGRAM), "program");
    add(groups, names(units, unit -> unit.origin() == UnitUse.Origin.POM), "pom");
    List<String> others = names(units, unit -> unit.origin() == UnitUse.Origin.DEPENDENCY);
    int more = others.size() - MOST_DEPENDENCIES;
    if (more > 1) {
      others = new ArrayList<>(others.subList(0, MOST_DEPENDENCIES));
      others.add(more + " more");
    }
    add(groups, others, "dependency");
    return "units: " + String.join("; ", groups);
  }

  private static List<String> names(List<UnitUse> units, Predicate<UnitUse> which) {
    return units.stream().filter(which).map(UnitUse::name).collect(Collectors.toList());
  }

  private static void add(List<String> groups, List<String> names, String origin) {
    if (!names.isEmpty()) {
      groups.add(String.join(", ", names) + " (" + origin + ")");
    }
  }
}
