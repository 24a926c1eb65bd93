// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionType;

class SectionCollectionTest {

  @TempDir private Path folder;

  private static ObjectFiles chain() {
    return object()
        .function("start", new int[8])
        .variable("table", new int[8])
        .function("handler", 0xC3)
        .function("unused", 0xC3)
        .relocate(1, 0, R_X86_64_64, "table", 0)
        .relocate(2, 0, R_X86_64_64, "handler", 0);
  }

  @Test
  @DisplayName("What the entry reaches is linked, the rest is not")
  void reachability() throws Exception {
    LinkedImage image = new TestLink(folder).program("a.o", chain()).link();

    assertThat(image.sections())
        .extracting(PlacedSection::name)
        .containsExactly(".text.start", ".text.handler", ".data.table");
  }

  @Test
  @DisplayName("The trace names each step from the entry")
  void trace() throws Exception {
    LinkedImage image = new TestLink(folder).program("a.o", chain()).link();

    assertThat(image.trace("handler"))
        .containsExactly(
            "a.o:(.text.start) is the entry start",
            "a.o:(.data.table) through table",
            "a.o:(.text.handler) through handler");
    assertThat(image.trace("unused")).isEmpty();
  }

  @Test
  @DisplayName("The compiler's identification and initialization arrays stay")
  void kept() throws Exception {
    long writable = SectionFlag.ALLOC | SectionFlag.WRITE;
    ObjectFiles other =
        object()
            .data(".fpc.n_version", 1)
            .data(".fpc.other", 2)
            .section(".init_array", SectionType.INIT_ARRAY, writable, 8, new int[8])
            .section(".retained", 1, writable | SectionFlag.GNU_RETAIN, 8, 3);

    LinkedImage image =
        new TestLink(folder)
            .program("a.o", object().function("start", 0xC3))
            .program("b.o", other)
            .link();

    assertThat(image.sections())
        .extracting(PlacedSection::name)
        .containsExactly(".text.start", ".init_array", ".fpc.n_version", ".retained");
  }

  @Test
  @DisplayName("The compiler's table of debug markers goes, and the markers with it")
  void debugMarkers() throws Exception {
    ObjectFiles start =
        object()
            .function("start", 0xC3)
            .data(".fpc.n_links", new int[8])
            .function("DEBUGSTART_$UNIT")
            .relocate(2, 0, R_X86_64_64, "DEBUGSTART_$UNIT", 0);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    assertThat(image.sections()).extracting(PlacedSection::name).containsExactly(".text.start");
  }

  @Test
  @DisplayName("Notes and unwind tables never enter the image")
  void neverLinked() throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[8])
            .constants(".eh_frame", 1)
            .local("unwind", 2, 0)
            .relocate(1, 0, R_X86_64_64, "unwind", 0)
            .section(".note.ABI-tag", SectionType.NOTE, SectionFlag.ALLOC, 4, 1, 2, 3, 4);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    assertThat(image.sections()).extracting(PlacedSection::name).containsExactly(".text.start");
  }

  @Test
  @DisplayName("A live member of a group brings the others")
  void group() throws Exception {
    ObjectFiles start =
        object().function("start", 0xC3).variable("sibling", 1).comdat("start", 1, 2);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    assertThat(image.address("sibling")).isPresent();
  }

  @Test
  @DisplayName("A reference to the bounds of a section keeps it and gives its bounds")
  void bounds() throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[16])
            .data("registry", 1, 2, 3, 4)
            .undefined("__start_registry")
            .undefined("__stop_registry")
            .relocate(1, 0, R_X86_64_64, "__start_registry", 0)
            .relocate(1, 8, R_X86_64_64, "__stop_registry", 0);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    long first = TestLink.at(image, "start").u8(0);
    assertThat(TestLink.at(image, "start").u8(8) - first).isEqualTo(4);
    assertThat(image.sections())
        .filteredOn(section -> section.name().equals("registry"))
        .extracting(PlacedSection::address)
        .containsExactly(first);
  }
}
