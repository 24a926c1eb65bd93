// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFinderTest {
  @TempDir Path folder;

  private Path source(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  @DisplayName("The one program is found among units and include files")
  void one() throws Exception {
    source("a.pas", "unit a; interface implementation end.");
    source("part.inc", "program no;");
    source("part.pas", "procedure p; begin end;");
    Path program = source("sub/Main.PAS", "{ main } program main; begin end.");

    assertThat(ProgramFinder.find(folder)).isEqualTo(program);
  }

  @Test
  @DisplayName("A single program without a heading is found when none has one")
  void headless() throws Exception {
    source("a.pas", "unit a; interface implementation end.");
    Path program = source("b.lpr", "uses a; begin end.");

    assertThat(ProgramFinder.find(folder)).isEqualTo(program);
  }

  @Test
  @DisplayName("Several programs are listed")
  void several() throws Exception {
    source("a.pas", "program a; begin end.");
    source("sub/b.pp", "program b; begin end.");

    assertThatThrownBy(() -> ProgramFinder.find(folder))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("several programs found: a.pas, sub/b.pp; name one of them");
  }

  @Test
  @DisplayName("A folder of units only, and a folder that is not there, say so")
  void none() throws Exception {
    assertThatThrownBy(() -> ProgramFinder.find(folder.resolve("missing")))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("no program found: it holds no Pascal source");

    source("a.pas", "unit a; interface implementation end.");
    assertThatThrownBy(() -> ProgramFinder.find(folder))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("no program found: units only: a.pas");
  }
}
