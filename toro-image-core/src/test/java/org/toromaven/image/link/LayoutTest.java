// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_32;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;

class LayoutTest {

  @TempDir private Path folder;

  /** Code, a constant, a variable with a value and one without, all reached from the entry. */
  private static ObjectFiles allParts() {
    return object()
        .code(".multiboot", 1, 2, 3, 4)
        .function("start", new int[24])
        .constants(".rodata.c", 1, 2, 3)
        .variable("v", 4, 5)
        .bss(".bss.b", 100, 32)
        .local("c", 3, 0)
        .local("b", 5, 0)
        .relocate(2, 0, R_X86_64_64, "c", 0)
        .relocate(2, 8, R_X86_64_64, "v", 0)
        .relocate(2, 16, R_X86_64_64, "b", 0);
  }

  private LinkedImage link() throws Exception {
    return new TestLink(folder).program("a.o", allParts()).link();
  }

  @Test
  @DisplayName("Parts follow in the order of their permissions, each at a page")
  void segments() throws Exception {
    List<Segment> segments = link().segments();

    assertThat(segments)
        .extracting(Segment::permission)
        .containsExactly(Permission.TEXT, Permission.RODATA, Permission.DATA);
    assertThat(segments)
        .extracting(Segment::address)
        .containsExactly(0x100000L, 0x101000L, 0x102000L);
    assertThat(segments)
        .extracting(Segment::memorySizeBytes)
        .containsExactly(0x1000L, 0x1000L, 0x1000L);
    assertThat(segments.get(2).contents().length()).isEqualTo(2);
  }

  @Test
  @DisplayName("The multiboot header is the first thing of the image")
  void multibootFirst() throws Exception {
    PlacedSection first = link().sections().get(0);

    assertThat(first.name()).isEqualTo(".multiboot");
    assertThat(first.address()).isEqualTo(LinkRequest.IMAGE_BASE);
  }

  @Test
  @DisplayName("Boundary symbols enclose the parts, page aligned where a permission changes")
  void boundaries() throws Exception {
    LinkedImage image = link();

    assertThat(values(image, "image_start", "text_start", "text_end", "rodata_start"))
        .containsExactly(0x100000L, 0x100000L, 0x101000L, 0x101000L);
    assertThat(values(image, "rodata_end", "data_start", "data_end", "bss_start"))
        .containsExactly(0x102000L, 0x102000L, 0x102002L, 0x102020L);
    assertThat(values(image, "bss_end", "image_end")).containsExactly(0x103000L, 0x103000L);
    assertThat(image.address("_etext")).hasValue(0x101000L);
    assertThat(image.address("_edata")).hasValue(0x102002L);
    assertThat(image.address("__bss_start")).hasValue(0x102020L);
    assertThat(image.address("_end")).hasValue(0x103000L);
  }

  private static List<Long> values(LinkedImage image, String... names) {
    return List.of(names).stream()
        .map(name -> image.address("__toro_" + name).getAsLong())
        .toList();
  }

  @Test
  @DisplayName("An empty part has equal bounds and no segment")
  void emptyParts() throws Exception {
    LinkedImage image =
        new TestLink(folder).program("a.o", object().function("start", 0xC3)).link();

    assertThat(values(image, "rodata_start", "rodata_end", "data_start", "bss_end"))
        .containsOnly(0x101000L);
    assertThat(image.segments()).hasSize(1);
  }

  @Test
  @DisplayName("Variables that are zero come last and take no bytes of the file")
  void zeroVariables() throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[16])
            .variable("zero", 0, 0, 0, 0, 0, 0, 0, 0)
            .variable("seven", 7)
            .relocate(1, 0, R_X86_64_64, "zero", 0)
            .relocate(1, 8, R_X86_64_64, "seven", 0);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    assertThat(image.address("seven")).hasValue(0x101000);
    assertThat(image.address("zero")).hasValue(0x101008);
    assertThat(image.address("__toro_data_end")).hasValue(0x101010);
    assertThat(image.segments().get(1).contents().length()).isEqualTo(1);
  }

  /** A table of resource strings as Free Pascal makes it, between two variables of zeros. */
  private LinkedImage linkResourceStrings(int... head) throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[32])
            .variable("zero", new int[8])
            .data(".data.n_RESSTR_$U_$$_1_START", head)
            .data(".data.n_RESSTR_$U_$$_2_TEXT", 7, 0, 0, 0, 0, 0, 0, 0)
            .data(".data.n_RESSTR_$U_$$_3_END")
            .variable("seven", 7)
            .global("first", 3, 0, 8, SymbolEntry.STT_OBJECT)
            .global("text", 4, 0, 8, SymbolEntry.STT_OBJECT)
            .global("end", 5, 0, 0, SymbolEntry.STT_OBJECT)
            .relocate(1, 0, R_X86_64_64, "first", 0)
            .relocate(1, 8, R_X86_64_64, "text", 0)
            .relocate(1, 16, R_X86_64_64, "end", 0)
            .relocate(1, 24, R_X86_64_32, "zero", 0)
            .relocate(1, 28, R_X86_64_32, "seven", 0);
    return new TestLink(folder).program("a.o", start).link();
  }

  @Test
  @DisplayName("The empty section at the end of a table stays behind the table")
  void endOfResourceStrings() throws Exception {
    LinkedImage image = linkResourceStrings(1, 0, 0, 0, 0, 0, 0, 0);

    long end = image.address("end").getAsLong();
    assertThat(end).isEqualTo(image.address("text").getAsLong() + 8);
    assertThat(end).isEqualTo(image.address("seven").getAsLong());
  }

  @Test
  @DisplayName("The head of a table stays in front of it when it is all zeros")
  void zeroHeadOfResourceStrings() throws Exception {
    LinkedImage image = linkResourceStrings(new int[8]);

    long first = image.address("first").getAsLong();
    assertThat(image.address("text")).hasValue(first + 8);
    assertThat(image.address("end")).hasValue(first + 16);
    assertThat(image.address("zero").getAsLong()).isGreaterThan(first + 16);
  }

  @Test
  @DisplayName("Gaps between code sections hold int3, never leftover code")
  void codePadding() throws Exception {
    ObjectFiles two =
        object()
            .function("start", new int[8])
            .function("next", 0xC3)
            .relocate(1, 0, R_X86_64_64, "next", 0);

    LinkedImage image = new TestLink(folder).program("a.o", two).link();

    assertThat(TestLink.at(image, "start").u8(8)).isEqualTo(0xCCCC_CCCC_CCCC_CCCCL);
  }

  @Test
  @DisplayName("A section that is writable and executable is refused")
  void writableCode() throws Exception {
    long flags = SectionFlag.ALLOC | SectionFlag.WRITE | SectionFlag.EXECINSTR;
    ObjectFiles start =
        object()
            .section(".both", SectionType.PROGBITS, flags, 16, 0xC3)
            .global("start", 1, 0, 1, SymbolEntry.STT_FUNC);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage("a.o:(.both): section is both writable and executable: split code from data");
  }

  @Test
  @DisplayName("An image that would end above 4 GiB is refused and its largest section named")
  void tooLarge() throws Exception {
    ObjectFiles start =
        object()
            .function("start", new int[8])
            .bss(".bss.huge", 1L << 32, 8)
            .local("huge", 2, 0)
            .relocate(1, 0, R_X86_64_64, "huge", 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessage(
            "image ends above 4 GiB: 0x100101000, its largest section is a.o:(.bss.huge)"
                + " of 0x100000000 bytes");
  }

  @Test
  @DisplayName("The link map lists sections and symbols by address")
  void linkMap() throws Exception {
    assertThat(link().map())
        .isEqualTo(
            """
                     address       size  name
                      100000          4  .multiboot
                      100000          4      a.o:(.multiboot)
                      100000                     __toro_image_start
                      100000                     __toro_kernel_text_end
                      100000                     __toro_text_start
                      100010         18  .text
                      100010         18      a.o:(.text.start)
                      100010                     start
                      101000          3  .rodata
                      101000          3      a.o:(.rodata.c)
                      101000                     __toro_rodata_start
                      101000                     __toro_text_end
                      101000                     _etext
                      101000                     c
                      102000          2  .data
                      102000          2      a.o:(.data.v)
                      102000                     __toro_data_start
                      102000                     __toro_program_file_end
                      102000                     __toro_program_file_start
                      102000                     __toro_rodata_end
                      102000                     v
                      102020         64  .bss
                      102020         64      a.o:(.bss.b)
                      102020                     __bss_start
                      102020                     __toro_bss_start
                      102020                     b
            """);
  }
}
