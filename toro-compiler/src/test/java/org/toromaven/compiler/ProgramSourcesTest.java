// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramSourcesTest {
  @TempDir Path folder;

  private Path source(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  @DisplayName("Units beside the program and on the unit path are followed through both clauses")
  void follows() throws Exception {
    Path program = source("a.pas", "program a; uses SysUtils, One; begin end.");
    Path one = source("one.pp", "unit One; interface uses Two; implementation uses Three; end.");
    Path two = source("Two.pas", "unit Two; interface implementation uses One; end.");
    Path three = source("more/three.pas", "unit Three; interface implementation end.");
    source("unused.pas", "unit Unused; interface implementation end.");

    assertThat(new ProgramSources(program, List.of(folder.resolve("more"))).all())
        .containsExactlyInAnyOrder(program, one, two, three);
    assertThat(new ProgramSources(program, List.of()).all())
        .containsExactlyInAnyOrder(program, one, two);
  }
}
