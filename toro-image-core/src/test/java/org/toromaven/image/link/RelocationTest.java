// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.toromaven.image.ObjectFiles.object;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.elf.X86_64Relocation;

/** Each static relocation of psABI 4.4.1 against a symbol at a known place. */
class RelocationTest {

  private static final long P = 0x100004;

  @TempDir private Path folder;

  private ObjectFiles entry(X86_64Relocation type, long symbolValue, long addend) {
    return object()
        .function("start", new int[16])
        .absolute("s", symbolValue)
        .relocate(1, 4, type, "s", addend);
  }

  private long patched(X86_64Relocation type, long symbolValue, long addend) throws Exception {
    LinkedImage image =
        new TestLink(folder).program("a.o", entry(type, symbolValue, addend)).link();
    return TestLink.at(image, "start").u8(4);
  }

  @ParameterizedTest
  @CsvSource({
    "R_X86_64_NONE, 5, 3, 0",
    "R_X86_64_64, 0x1122334455667788, 1, 0x1122334455667789",
    "R_X86_64_32, 0xFFFFFFFE, 1, 0xFFFFFFFF",
    "R_X86_64_32S, 0x10, -17, 0xFFFFFFFF",
    "R_X86_64_16, 0xFFFF, 0, 0xFFFF",
    "R_X86_64_8, 0xFE, 1, 0xFF",
    "R_X86_64_SIZE32, 5, 7, 7",
    "R_X86_64_SIZE64, 5, 8, 8",
  })
  @DisplayName("S + A, and Z + A for the sizes")
  void absolute(X86_64Relocation type, String symbolValue, long addend, String expected)
      throws Exception {
    assertThat(patched(type, Long.decode(symbolValue), addend)).isEqualTo(Long.decode(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "R_X86_64_PC64, 0x100000, -4, 8",
    "R_X86_64_PC32, 0x100000, -4, 4",
    "R_X86_64_PLT32, 0x200000, 0, 4",
    "R_X86_64_PC16, 0x100100, 2, 2",
    "R_X86_64_PC8, 0x100010, 1, 1",
  })
  @DisplayName("S + A - P")
  void relative(X86_64Relocation type, String symbolValue, long addend, int width)
      throws Exception {
    long S = Long.decode(symbolValue);

    long mask = width == 8 ? -1L : (1L << (8 * width)) - 1;
    assertThat(patched(type, S, addend)).isEqualTo((S + addend - P) & mask);
  }

  @ParameterizedTest
  @CsvSource({
    "R_X86_64_32, 0x100000000, '0x100000000 is not in [0x0, 0x100000000)'",
    "R_X86_64_32S, 0x80000000, '0x80000000 is not in [-0x80000000, 0x80000000)'",
    "R_X86_64_16, 0x10000, '0x10000 is not in [-0x8000, 0x10000)'",
    "R_X86_64_8, 0x100, '0x100 is not in [-0x80, 0x100)'",
    "R_X86_64_PC32, 0x80100004, '0x80000000 is not in [-0x80000000, 0x80000000)'",
    "R_X86_64_PC16, 0x108004, '0x8000 is not in [-0x8000, 0x8000)'",
    "R_X86_64_PC8, 0x100084, '0x80 is not in [-0x80, 0x80)'",
  })
  @DisplayName("A value that does not fit is refused with its bounds")
  void outOfRange(X86_64Relocation type, String symbolValue, String bounds) throws Exception {
    ObjectFiles start = entry(type, Long.decode(symbolValue), 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage(
            "a.o:(.text.start): relocation " + type + " at 0x4 against s out of range: " + bounds);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "R_X86_64_COPY",
        "R_X86_64_GLOB_DAT",
        "R_X86_64_JUMP_SLOT",
        "R_X86_64_RELATIVE",
        "R_X86_64_DTPMOD64",
        "R_X86_64_TLSDESC",
        "R_X86_64_IRELATIVE",
        "R_X86_64_RELATIVE64"
      })
  @DisplayName("A relocation for a dynamic loader is refused by name")
  void dynamic(X86_64Relocation type) throws Exception {
    ObjectFiles start = object().function("start", new int[32]).absolute("s", 0);
    start.relocate(1, 0, type, "s", 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage(
            "a.o:(.text.start): relocation that a static link cannot carry out: "
                + type
                + " against s");
  }

  @Test
  @DisplayName("An unknown relocation number is refused by number")
  void unknown() throws Exception {
    ObjectFiles start = object().function("start", new int[16]).absolute("s", 0);
    start.relocate(1, 0, 200, 2, 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage("a.o:(.text.start): unknown relocation type 200 against s");
  }

  @Test
  @DisplayName("A relocation beyond its section is damage, not a link problem")
  void outsideOfSection() throws Exception {
    ObjectFiles start = object().function("start", new int[16]).absolute("s", 0);
    start.relocate(1, 13, X86_64Relocation.R_X86_64_PC32, "s", 0);
    TestLink link = new TestLink(folder).program("a.o", start);

    assertThatThrownBy(link::link)
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("R_X86_64_PC32 of section .text.start outside of it: 0xd");
  }

  @Test
  @DisplayName("An indirect function is refused")
  void indirectFunction() throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[16])
            .code(".text.chooser", 0xC3)
            .global("chooser", 2, 0, 1, SymbolEntry.STT_GNU_IFUNC)
            .relocate(1, 0, X86_64Relocation.R_X86_64_PLT32, "chooser", 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage("a.o:(.text.start): indirect function against chooser");
  }
}
