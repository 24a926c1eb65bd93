// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.toromaven.compiler.UnitUse;

/** The units of a program as one line: who brought in which. */
final class UnitList {
  private static final String START_UP = "si_prc";

  private UnitList() {}

  /**
   * For example {@code units: SysUtils (program); Networking (pom); system, objpas (dependency); 29
   * of the kernel}. The kernel's own units are counted: nobody chose them, and {@code compile.json}
   * has their names.
   */
  static String line(List<UnitUse> units) {
    List<String> groups = new ArrayList<>();
    add(groups, names(units, unit -> unit.origin() == UnitUse.Origin.PROGRAM), "program");
    add(groups, names(units, unit -> unit.origin() == UnitUse.Origin.POM), "pom");
    add(groups, names(units, unit -> isDependency(unit) && !unit.kernel()), "dependency");
    long kernel = units.stream().filter(unit -> isDependency(unit) && unit.kernel()).count();
    if (kernel > 0) {
      groups.add(kernel + " of the kernel");
    }
    return "units: " + String.join("; ", groups);
  }

  /** The start-up object of the run-time library is no unit. */
  private static boolean isDependency(UnitUse unit) {
    return unit.origin() == UnitUse.Origin.DEPENDENCY && !unit.name().equals(START_UP);
  }

  private static List<String> names(List<UnitUse> units, Predicate<UnitUse> which) {
    return units.stream().filter(which).map(UnitUse::name).toList();
  }

  private static void add(List<String> groups, List<String> names, String origin) {
    if (!names.isEmpty()) {
      groups.add(String.join(", ", names) + " (" + origin + ")");
    }
  }
}
