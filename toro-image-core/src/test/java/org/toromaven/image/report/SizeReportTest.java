// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageResult;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.PlacedSection;
import org.toromaven.image.link.PlacedSymbol;

class SizeReportTest {

  private static PlacedSection section(
      String object, Origin origin, Permission permission, long address, long size) {
    return new PlacedSection(object, origin, ".s", permission, address, size, size);
  }

  private static SizeReport report() {
    List<PlacedSection> sections =
        List.of(
            section("toro.kernel.o", Origin.KERNEL, Permission.TEXT, 0x100000, 300),
            section("hello.o", Origin.PROGRAM, Permission.TEXT, 0x100200, 100),
            section("hello.o", Origin.PROGRAM, Permission.DATA, 0x101000, 50),
            section("hello.o", Origin.PROGRAM, Permission.BSS, 0x102000, 5000));
    List<PlacedSymbol> symbols =
        List.of(
            new PlacedSymbol("alias", 0x100200, 0, PlacedSymbol.Type.FUNCTION, "hello.o"),
            new PlacedSymbol(
                "HELLO_$$_GREET", 0x100200, 90, PlacedSymbol.Type.FUNCTION, "hello.o"));
    ImageResult result =
        new ImageResult(
            List.of(new ImageResult.ImageFile(ImageFormat.ELF32_MULTIBOOT, Path.of("x"), 600)),
            8192,
            sections,
            symbols,
            List.of());
    return SizeReport.of("Toro.elf", 600, result, s -> s.origin().name());
  }

  @Test
  @DisplayName("Groups, units and symbols come largest first; what is zero at start is not counted")
  void tree() {
    SizeReport report = report();

    assertThat(report.groups())
        .extracting(SizeReport.Group::name, SizeReport.Group::bytes)
        .containsExactly(
            tuple("KERNEL", 300L), tuple("PROGRAM", 150L), tuple(SizeReport.REST, 150L));
    assertThat(report.groups().stream().mapToLong(SizeReport.Group::bytes).sum())
        .isEqualTo(report.fileBytes());
    assertThat(report.groups().get(1).units().get(0).symbols())
        .containsExactly(
            new SizeReport.Item("Hello.Greet", Permission.TEXT, 100),
            new SizeReport.Item(".s", Permission.DATA, 50));
  }

  @Test
  @DisplayName("The JSON holds the tree")
  void json() {
    assertThat(report().toJson())
        .startsWith("{\n \"image\": \"Toro.elf\",\n \"fileBytes\": 600,\n \"memoryBytes\": 8192,")
        .contains("\"name\": \"Hello.Greet\",\n       \"part\": \"text\",\n       \"bytes\": 100")
        .endsWith("}\n");
  }

  @Test
  @DisplayName("The page holds the data and loads nothing")
  void html() {
    assertThat(report().toHtml())
        .contains("\"Hello.Greet\"")
        .doesNotContain("/*DATA*/")
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("src=");
  }
}
