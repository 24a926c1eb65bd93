// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.compiler.CompilerSearch;
import org.toromaven.image.ImageFormat;

class SourceScanTest {
  @TempDir Path base;

  @Test
  void findsEverythingThatACompilationMayRead() throws IOException {
    Path program =
        file("src/main/pascal/Hello.pas", "program Hello; uses Far in '../../../far/Far.pas';");
    Path data = file("src/main/pascal/data/words.txt", "one");
    Path far = file("far/Far.pas", "unit Far; {$I near.inc} interface");
    Path near = file("far/near.inc", "const X = 1;");
    file("far/Unrelated.pas", "unit Unrelated;");
    Path extra = file("extra/Extra.pas", "unit Extra;");
    file("extra/readme.md", "no source");
    assertThat(SourceScan.of(plan(), program))
        .containsExactlyInAnyOrder(program, data, far, near, extra);
  }

  @Test
  void aProgramOutsideTheSourceFolderBringsItsNeighbours() throws IOException {
    Path program = file("elsewhere/Hello.pas", "program Hello; uses Helper;");
    Path helper = file("elsewhere/Helper.pas", "unit Helper;");
    file("elsewhere/deeper/Other.pas", "unit Other;");
    assertThat(SourceScan.of(plan(), program)).containsExactlyInAnyOrder(program, helper);
  }

  private Path file(String name, String text) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private AppliancePlan plan() {
    return new AppliancePlan(
        base,
        base.resolve("src/main/pascal"),
        Optional.empty(),
        List.of(),
        new AppliancePlan.CompilerPlan(
            new CompilerSearch(Optional.empty(), Optional.empty(), Map.of()),
            List.of(),
            List.of(),
            List.of(base.resolve("extra"))),
        new ImagePlan(base.resolve("target/Toro.elf"), List.of(ImageFormat.ELF32_MULTIBOOT), "", 0),
        List.of(),
        Optional.empty(),
        base.resolve("target/toro"),
        "1",
        Instant.EPOCH);
  }
}
