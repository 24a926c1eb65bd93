// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.toromaven.compiler.UnitUse;

class UnitListTest {

  @Test
  void namesWhatSomebodyNamedAndCountsTheRest() {
    List<UnitUse> units =
        List.of(
            new UnitUse("si_prc", UnitUse.Origin.DEPENDENCY, false),
            new UnitUse("SysUtils", UnitUse.Origin.PROGRAM, false),
            new UnitUse("Classes", UnitUse.Origin.PROGRAM, false),
            new UnitUse("Networking", UnitUse.Origin.POM, true),
            new UnitUse("Toro.Kernel", UnitUse.Origin.DEPENDENCY, true),
            new UnitUse("system", UnitUse.Origin.DEPENDENCY, false));
    assertThat(UnitList.line(units))
        .isEqualTo("units: Networking (pom); SysUtils, Classes (program); 2 more they need");
  }

  @Test
  void saysSoWhenNobodyNamedAny() {
    List<UnitUse> units = List.of(new UnitUse("system", UnitUse.Origin.DEPENDENCY, false));
    assertThat(UnitList.line(units)).isEqualTo("units: none named; 1 that every program needs");
  }
}
