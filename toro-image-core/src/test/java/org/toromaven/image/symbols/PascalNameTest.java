// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PascalNameTest {

  @ParameterizedTest
  @CsvSource({
    "SYSTEM_$$_HALT$LONGINT, System.Halt",
    "SYSUTILS_$$_FILECREATE$RAWBYTESTRING$$LONGINT, Sysutils.Filecreate",
    "P$CRASH_$$_OUTER$LONGINT, Crash.Outer",
    "P$CRASH$_$TTHING_$__$$_POKE$PINTEGER, Crash.Tthing.Poke",
    "P$CRASH$_$OUTER$LONGINT_$$_INNER, Crash.Outer.Inner",
    "CLASSES$_$TLIST_$__$$_ADD$POINTER$$LONGINT, Classes.Tlist.Add",
    "SHAPES$_$TCIRCLE_$_DRAW$LONGINT_$$_STEP, Shapes.Tcircle.Draw.Step",
    "INIT$_$SYSUTILS, Sysutils.initialization",
    "FINALIZE$_$SYSUTILS, Sysutils.finalization",
    "TORO.KERNEL_$$_KERNELMAIN$PBOOTINFO, Toro.Kernel.Kernelmain",
    "U_$SYSTEM_$$_OUTPUT, System.Output",
    "TC_$SYSUTILS_$$_DAYS, Sysutils.Days",
    "U_$P$HELLO_$$_COUNT, Hello.Count",
    "fpc_do_exit, fpc_do_exit",
    "PASCALMAIN, PASCALMAIN",
    "_start, _start",
  })
  @DisplayName("The compiler's names become those of the source")
  void readable(String symbol, String expected) {
    assertThat(PascalName.readable(symbol, PascalName::words)).isEqualTo(expected);
  }
}
