// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DiagnosticParserTest {

  @Test
  @DisplayName("Messages keep their order; the compiler's closing remarks are left out")
  void order() {
    var parsed =
        DiagnosticParser.parse(
            """
            Warning: DWARF debug information cannot be used with smart linking on \
            this target, switching to static linking
            Compiling a (1).pas
            a (1).pas(3,7) Warning: Local variable "x" does not seem to be initialized
            a (1).pas(4) Note: odd
            Error: Illegal parameter: -q
            a (1).pas(9,1) Fatal: Syntax error, ";" expected but "END" found
            a (1).pas(9,1) Fatal: There were 2 errors compiling module, stopping
            Fatal: Compilation aborted
            Error: /usr/bin/ppcx64 returned an error exitcode
            12 lines compiled, 0.1 sec
            """);

    assertThat(parsed)
        .containsExactly(
            new Diagnostic(
                "a (1).pas",
                3,
                7,
                Severity.WARNING,
                "Local variable \"x\" does not seem to be initialized"),
            new Diagnostic("a (1).pas", 4, 0, Severity.NOTE, "odd"),
            new Diagnostic("", 0, 0, Severity.ERROR, "Illegal parameter: -q"),
            new Diagnostic(
                "a (1).pas",
                9,
                1,
                Severity.FATAL,
                "Syntax error, \";\" expected but \"END\" found"));
  }

  @Test
  @DisplayName("A diagnostic reads file:line:column: text")
  void text() {
    assertThat(new Diagnostic("a.pas", 9, 1, Severity.ERROR, "bad")).hasToString("a.pas:9:1: bad");
    assertThat(new Diagnostic("a.pas", 9, 0, Severity.ERROR, "bad")).hasToString("a.pas:9: bad");
    assertThat(new Diagnostic("", 0, 0, Severity.ERROR, "bad")).hasToString("bad");
  }
}
