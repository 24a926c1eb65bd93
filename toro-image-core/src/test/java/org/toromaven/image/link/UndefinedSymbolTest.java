// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_PLT32;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.link.Diagnostic.Kind;

class UndefinedSymbolTest {

  @TempDir private Path folder;

  private static ObjectFiles caller(String name, String callee) {
    return object()
        .function(name, 0xE8, 0, 0, 0, 0)
        .undefined(callee)
        .relocate(1, 1, R_X86_64_PLT32, callee, -4);
  }

  @Test
  @DisplayName("A live reference to nothing fails and names object and section")
  void namesThePlace() throws Exception {
    LinkException failure =
        new TestLink(folder).program("a.o", caller("start", "missing")).failure();

    assertThat(failure).hasMessage("a.o:(.text.start): undefined symbol: missing");
    Diagnostic diagnostic = failure.diagnostics().get(0);
    assertThat(diagnostic.kind()).isEqualTo(Kind.UNDEFINED_SYMBOL);
    assertThat(diagnostic.symbol()).isEqualTo("missing");
    assertThat(diagnostic.places()).containsExactly(new Diagnostic.Place("a.o", ".text.start"));
  }

  @Test
  @DisplayName("At most three places are listed, the rest is counted")
  void capsThePlaces() throws Exception {
    ObjectFiles start = object().function("start", new int[25]);
    TestLink link = new TestLink(folder).program("a.o", start);
    for (int i = 0; i < 5; i++) {
      start.undefined("f" + i).relocate(1, 1 + 5L * i, R_X86_64_PLT32, "f" + i, -4);
      link.program("f" + i + ".o", caller("f" + i, "missing"));
    }
    start.write(folder.resolve("a.o"));

    assertThat(link.failure())
        .hasMessage(
            """
            f0.o:(.text.f0): undefined symbol: missing
              also f1.o:(.text.f1)
              also f2.o:(.text.f2)
              and 2 more\
            """);
  }

  @Test
  @DisplayName("A reference from a section that nothing reaches does not matter")
  void deadReference() throws Exception {
    LinkedImage image =
        new TestLink(folder)
            .program("a.o", object().function("start", 0xC3))
            .program("b.o", caller("unused", "missing"))
            .link();

    assertThat(image.address("unused")).isEmpty();
  }

  @Test
  @DisplayName("A weak reference to nothing is address 0")
  void weakReference() throws Exception {
    ObjectFiles start =
        object()
            .function("start", 0xE8, 0, 0, 0, 0)
            .undefinedWeak("maybe")
            .relocate(1, 1, R_X86_64_PLT32, "maybe", -4);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    long next = image.address("start").getAsLong() + 5;
    assertThat((int) TestLink.at(image, "start").u4(1)).isEqualTo((int) -next);
  }

  @Test
  @DisplayName("A symbol of a C library is marked as one")
  void libcSymbol() throws Exception {
    LinkException failure =
        new TestLink(folder).program("cmem.o", caller("start", "malloc")).failure();

    assertThat(failure)
        .hasMessage(
            "cmem.o:(.text.start): undefined symbol: malloc"
                + " (of a C library, which an appliance does not have)");
    assertThat(failure.diagnostics()).extracting(Diagnostic::cLibrary).containsExactly(true);
  }

  @Test
  @DisplayName(
      "All undefined symbols of a link are reported together, and a missing entry with them")
  void allTogether() throws Exception {
    ObjectFiles two =
        object()
            .function("start", new int[10])
            .undefined("first")
            .undefined("second")
            .relocate(1, 1, R_X86_64_PLT32, "first", -4)
            .relocate(1, 6, R_X86_64_PLT32, "second", -4);

    assertThat(new TestLink(folder).program("a.o", two).failure().diagnostics())
        .extracting(Diagnostic::symbol)
        .isEqualTo(List.of("first", "second"));
    assertThat(new TestLink(folder).program("a.o", object().function("other", 0xC3)).failure())
        .hasMessage("no input defines the entry symbol of the image: start");
  }
}
