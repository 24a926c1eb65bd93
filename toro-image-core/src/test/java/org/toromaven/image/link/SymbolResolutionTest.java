// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_PLT32;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;

class SymbolResolutionTest {

  @TempDir private Path folder;

  /** An object whose entry refers to a symbol by its address. */
  private static ObjectFiles refersTo(String symbol) {
    return object()
        .function("start", new int[8])
        .undefined(symbol)
        .relocate(1, 0, R_X86_64_64, symbol, 0);
  }

  private static long referred(LinkedImage image) throws Exception {
    return TestLink.at(image, "start").u8(0);
  }

  @Test
  @DisplayName("Two global definitions of one name fail and name both")
  void duplicate() throws Exception {
    LinkException failure =
        new TestLink(folder)
            .program("a.o", refersTo("twice"))
            .program("b.o", object().function("twice", 1))
            .program("c.o", object().variable("twice", 2))
            .failure();

    assertThat(failure)
        .hasMessage("b.o:(.text.twice): duplicate symbol: twice\n  also c.o:(.data.twice)");
  }

  @Test
  @DisplayName("A global definition wins over a weak one, before it or after it")
  void globalOverWeak() throws Exception {
    ObjectFiles weak = object().code(".text.weak", 1).weak("f", 1, 0);
    ObjectFiles global = object().function("f", 0x42);

    LinkedImage before =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("w.o", weak)
            .program("g.o", global)
            .link();
    LinkedImage after =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("g.o", global)
            .program("w.o", weak)
            .link();

    assertThat(TestLink.at(before, "f").u1(0)).isEqualTo(0x42);
    assertThat(TestLink.at(after, "f").u1(0)).isEqualTo(0x42);
  }

  @Test
  @DisplayName("The first of two weak definitions wins")
  void firstWeak() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("w.o", object().code(".text.w", 0x11).weak("f", 1, 0))
            .program("v.o", object().code(".text.v", 0x22).weak("f", 1, 0))
            .link();

    assertThat(TestLink.at(image, "f").u1(0)).isEqualTo(0x11);
  }

  @Test
  @DisplayName("Common symbols share the largest block, zero and aligned")
  void common() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("shared").common("shared", 8, 8))
            .program("b.o", object().common("shared", 4096, 64))
            .link();

    assertThat(referred(image)).isEqualTo(image.address("shared").getAsLong());
    assertThat(image.address("shared").getAsLong() % 64).isZero();
    assertThat(image.sections())
        .filteredOn(section -> section.name().equals("COMMON"))
        .extracting(PlacedSection::sizeBytes)
        .containsExactly(4096L);
  }

  @Test
  @DisplayName("A definition wins over a common symbol")
  void definitionOverCommon() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("v"))
            .program("b.o", object().common("v", 64, 8))
            .program("c.o", object().variable("v", 7))
            .link();

    assertThat(TestLink.at(image, "v").u1(0)).isEqualTo(7);
  }

  @Test
  @DisplayName("The kernel's definition wins for a name on its list, whatever the order")
  void override() throws Exception {
    ObjectFiles library = object().function("FPC_SYSCALL1", 1);
    ObjectFiles kernel = object().function("FPC_SYSCALL1", 2);

    LinkedImage kernelLast =
        new TestLink(folder)
            .program("a.o", refersTo("FPC_SYSCALL1"))
            .program("system.o", library)
            .kernel("kernel.o", kernel)
            .overrides("FPC_SYSCALL1")
            .link();
    LinkedImage kernelFirst =
        new TestLink(folder)
            .kernel("kernel.o", kernel)
            .program("system.o", library)
            .program("a.o", refersTo("FPC_SYSCALL1"))
            .overrides("FPC_SYSCALL1")
            .link();

    assertThat(TestLink.at(kernelLast, "FPC_SYSCALL1").u1(0)).isEqualTo(2);
    assertThat(TestLink.at(kernelFirst, "FPC_SYSCALL1").u1(0)).isEqualTo(2);
    assertThat(kernelLast.sections()).extracting(PlacedSection::object).doesNotContain("system.o");
  }

  @Test
  @DisplayName("The override reaches references inside the object whose definition loses")
  void overrideInside() throws Exception {
    ObjectFiles library =
        object()
            .function("start", new int[8])
            .function("FPC_SYSCALL1", 1)
            .relocate(1, 0, R_X86_64_64, "FPC_SYSCALL1", 0);

    LinkedImage image =
        new TestLink(folder)
            .program("system.o", library)
            .kernel("kernel.o", object().function("FPC_SYSCALL1", 2))
            .overrides("FPC_SYSCALL1")
            .link();

    assertThat(referred(image)).isEqualTo(image.address("FPC_SYSCALL1").getAsLong());
  }

  @Test
  @DisplayName("Without the list a kernel definition is a duplicate like any other")
  void noOverride() throws Exception {
    LinkException failure =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("system.o", object().function("f", 1))
            .kernel("kernel.o", object().function("f", 2))
            .overrides("g")
            .failure();

    assertThat(failure).hasMessageStartingWith("system.o:(.text.f): duplicate symbol: f");
  }

  @Test
  @DisplayName("A wrap sends other objects' references to the wrapper; __real_ is the original")
  void wrap() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("b.o", object().function("f", 1))
            .kernel(
                "kernel.o",
                object()
                    .function("__wrap_f", 0xE8, 0, 0, 0, 0)
                    .undefined("__real_f")
                    .relocate(1, 1, R_X86_64_PLT32, "__real_f", -4))
            .overrides("wrap f")
            .link();

    long wrapper = image.address("__wrap_f").getAsLong();
    assertThat(referred(image)).isEqualTo(wrapper);
    long target = wrapper + 5 + (int) TestLink.at(image, "__wrap_f").u4(1);
    assertThat(target).isEqualTo(image.address("f").getAsLong());
  }

  @Test
  @DisplayName("A wrap leaves the defining object's own references; wrap-everywhere takes them too")
  void wrapInside() throws Exception {
    ObjectFiles library =
        object().function("start", new int[8]).function("f", 1).relocate(1, 0, R_X86_64_64, "f", 0);
    TestLink link =
        new TestLink(folder)
            .program("system.o", library)
            .kernel("kernel.o", object().function("__wrap_f", 2));

    LinkedImage outside = link.overrides("wrap f").link();
    LinkedImage everywhere = link.overrides("wrap-everywhere f").link();

    assertThat(referred(outside)).isEqualTo(outside.address("f").getAsLong());
    assertThat(referred(everywhere)).isEqualTo(everywhere.address("__wrap_f").getAsLong());
  }

  @Test
  @DisplayName("A wrap without a linked wrapper has no effect")
  void wrapWithoutWrapper() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("b.o", object().function("f", 1))
            .overrides("wrap f", "wrap never_seen")
            .link();

    assertThat(referred(image)).isEqualTo(image.address("f").getAsLong());
  }

  @Test
  @DisplayName("The second COMDAT group of one signature is not linked")
  void comdat() throws Exception {
    ObjectFiles first = object().function("inline", 0x11).comdat("inline", 1);
    ObjectFiles second = object().function("inline", 0x22).comdat("inline", 1);

    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("inline"))
            .program("b.o", first)
            .program("c.o", second)
            .link();

    assertThat(TestLink.at(image, "inline").u1(0)).isEqualTo(0x11);
    assertThat(image.sections()).extracting(PlacedSection::object).containsExactly("a.o", "b.o");
  }

  @Test
  @DisplayName("The second linkonce section of one name is not linked")
  void linkOnce() throws Exception {
    ObjectFiles first = object().code(".gnu.linkonce.t.f", 0x11).global("f", 1, 0, 1, 2);
    ObjectFiles second = object().code(".gnu.linkonce.t.f", 0x22).global("f", 1, 0, 1, 2);

    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("f"))
            .program("b.o", first)
            .program("c.o", second)
            .link();

    assertThat(TestLink.at(image, "f").u1(0)).isEqualTo(0x11);
  }

  @Test
  @DisplayName("An absolute symbol is its value")
  void absolute() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", refersTo("port"))
            .program("b.o", object().absolute("port", 0x3F8))
            .link();

    assertThat(referred(image)).isEqualTo(0x3F8);
  }
}
