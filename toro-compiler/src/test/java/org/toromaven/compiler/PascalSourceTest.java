// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PascalSourceTest {
  @TempDir Path folder;

  private Path source(String text) throws Exception {
    return Files.writeString(folder.resolve("source.pas"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "program a;",
        "\uFEFFprogram a;",
        "{ unit b; } PROGRAM a;",
        "(* unit b; { *) program a;",
        "// unit b;\nprogram a;",
        "{ { nested } unit b; } program a;",
        "{$mode delphi} { { } program a;",
        "{$mode objfpc}{$H+}\n(* (* *) unit b; *) Program a;",
        "{$mode objfpc}{$H+}// it's\nProgram a;",
      })
  @DisplayName("A program heading is found behind comments of every kind")
  void program(String text) throws Exception {
    assertThat(PascalSource.kind(source(text))).isEqualTo(PascalSource.Kind.PROGRAM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unit b; { program a; }",
        "library b;",
        "",
        "{ program a; ",
        "'program a;'",
        "unit program_; interface implementation end.",
      })
  @DisplayName("The word program elsewhere does not make a program")
  void noProgram(String text) throws Exception {
    assertThat(PascalSource.kind(source(text))).isEqualTo(PascalSource.Kind.OTHER);
  }

  @Test
  @DisplayName("A program may leave its heading out")
  void headless() throws Exception {
    assertThat(PascalSource.kind(source("begin end."))).isEqualTo(PascalSource.Kind.HEADLESS);
  }

  @Test
  @DisplayName("The uses clause is read with paths, dots and comments")
  void uses() throws Exception {
    Path file =
        source(
            "program a(input, output);\nuses SysUtils, {Classes,} Toro.Kernel,\n"
                + "  Ide in '..\\..\\rtl\\IdeDisk.pas' , Fat;\nbegin end.");

    assertThat(PascalSource.usedUnits(file))
        .containsExactly("SysUtils", "Toro.Kernel", "Ide", "Fat");
  }

  @Test
  @DisplayName("The word uses after the first declaration is no uses clause")
  void noUses() throws Exception {
    assertThat(PascalSource.usedUnits(source("program a; begin WriteLn('uses b;') end.")))
        .isEmpty();
  }
}
