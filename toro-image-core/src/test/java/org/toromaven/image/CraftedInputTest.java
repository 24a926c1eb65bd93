// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/** Objects whose headers refer to themselves, to each other, or far beyond the file. */
class CraftedInputTest {

  private static final int TYPE = 4;
  private static final int OFFSET = 24;
  private static final int SIZE = 32;
  private static final int LINK = 40;
  private static final int INFO = 44;

  @TempDir private Path folder;

  /** Code with a relocation, a group and two sections in link order of each other. */
  private static byte[] object() {
    return ObjectFiles.object()
        .function("start", new int[16])
        .section(".order.a", SectionType.PROGBITS, SectionFlag.ALLOC | SectionFlag.LINK_ORDER, 8, 1)
        .section(".order.b", SectionType.PROGBITS, SectionFlag.ALLOC | SectionFlag.LINK_ORDER, 8, 2)
        .local("a", 2, 0)
        .relocate(1, 0, R_X86_64_64, "a", 0)
        .comdat("start", 1)
        .toBytes();
  }

  private static int indexOf(byte[] object, String section) throws ElfFormatException {
    ElfObject elf = ElfObjectReader.read(ByteView.of("x.o", object));
    return elf.sections().stream()
        .filter(header -> header.name().equals(section))
        .mapToInt(SectionHeader::index)
        .findFirst()
        .orElseThrow();
  }

  private static void put(byte[] object, int section, int field, long value, int width)
      throws ElfFormatException {
    int table = (int) ByteView.of("x.o", object).u8(40);
    byte[] number = new ByteSink().u8(value).toBytes();
    System.arraycopy(number, 0, object, table + 64 * section + field, width);
  }

  private LinkedImage link(byte[] object) throws Exception {
    return link(Files.write(folder.resolve("x.o"), object));
  }

  private static LinkedImage link(Path file) throws Exception {
    return Linker.link(
        new LinkRequest(
            List.of(new InputFile(file, Origin.PROGRAM)),
            List.of("start"),
            Overrides.NONE,
            LinkRequest.IMAGE_BASE,
            Set.of()));
  }

  @Test
  @DisplayName("Sections in link order of each other are both linked, once")
  void cyclicLinkOrder() throws Exception {
    byte[] object = object();
    put(object, 2, LINK, 3, 4);
    put(object, 3, LINK, 2, 4);

    assertThat(link(object).sections()).hasSize(3);
  }

  @Test
  @DisplayName("A section in link order of itself is linked, once")
  void ownLinkOrder() throws Exception {
    byte[] object = object();
    put(object, 2, LINK, 2, 4);

    assertThat(link(object).sections()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    ".symtab, 40, 4, not in a string table",
    ".symtab, 40, 4096, in a section that does not exist",
    ".rela.text.start, 40, 1, with another symbol table",
    ".rela.text.start, 44, 4096, of a section that does not exist",
    ".rela.text.start, 44, 0, of a section that does not exist",
    ".group, 44, 4096, group signature",
  })
  @DisplayName("Tables that name themselves or nothing are refused")
  void references(String section, int field, int value, String problem) throws Exception {
    byte[] object = object();
    int index = indexOf(object, section);
    put(object, index, field, section.equals(".symtab") && value == 4 ? index : value, 4);

    assertThatThrownBy(() -> link(object))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("x.o: ")
        .hasMessageContaining(problem);
  }

  @Test
  @DisplayName("A group that holds itself adds nothing")
  void groupOfItself() throws Exception {
    byte[] object = object();
    int group = indexOf(object, ".group");
    int at = (int) ElfObjectReader.read(ByteView.of("x.o", object)).sections().get(group).offset();
    object[at + 4] = (byte) group;

    assertThat(link(object).address("start")).isPresent();
  }

  @Test
  @DisplayName("Relocations of relocations are not carried out: such tables are not in memory")
  void relocationsOfRelocations() throws Exception {
    byte[] object = object();
    int table = indexOf(object, ".rela.text.start");
    put(object, table, INFO, table, 4);

    assertThat(link(object).sections()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "24, 0x100000000, beyond the end",
    "24, 0xFFFFFFFFFFFFFFF8, beyond the end",
    "32, 0x100000000, beyond the end",
    "32, 0x8000000000000000, size of section",
    "32, 0x20000000000, size of section",
  })
  @DisplayName("Offsets and sizes past 4 GiB are refused with the section's name")
  void far(int field, String value, String problem) throws Exception {
    byte[] object = object();
    put(object, 1, field, Long.parseUnsignedLong(value.substring(2), 16), 8);

    assertThatThrownBy(() -> link(object))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(".text.start");
  }

  @Test
  @DisplayName("Offset and size whose sum wraps around are refused")
  void wrapping() throws Exception {
    byte[] object = object();
    put(object, 1, OFFSET, Long.MAX_VALUE, 8);
    put(object, 1, SIZE, 1L << 39, 8);

    assertThatThrownBy(() -> link(object)).hasMessageContaining("beyond the end");
  }

  @Test
  @DisplayName("A terabyte of zeros is refused by the image's end, not by the memory of the linker")
  void hugeZeros() throws Exception {
    byte[] object = object();
    put(object, 2, TYPE, SectionType.NOBITS, 4);
    put(object, 2, SIZE, 1L << 40, 8);

    assertThatThrownBy(() -> link(object)).hasMessageContaining("image ends above 4 GiB");
  }

  @Test
  @DisplayName("A thin archive that holds itself is no object")
  void archiveOfItself() throws Exception {
    ObjectFiles member = ObjectFiles.object().function("start", 0xC3);
    Path archive = ArchiveFiles.writeThin(folder.resolve("self.a"), Map.of("self.a", member));

    assertThatThrownBy(() -> link(archive))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("self.a(self.a): not an ELF file");
  }

  @Test
  @DisplayName("A count of symbols in an archive's index beyond the index is refused")
  void hugeArchiveIndex() throws Exception {
    Path archive =
        ArchiveFiles.write(
            folder.resolve("huge.a"), Map.of("a.o", ObjectFiles.object().function("start", 0xC3)));
    byte[] bytes = Files.readAllBytes(archive);
    bytes[8 + 60] = 0x7F;

    assertThatThrownBy(() -> link(Files.write(archive, bytes)))
        .hasMessageContaining("archive index count");
  }

  @Test
  @DisplayName("An archive member that is larger than the archive is refused")
  void hugeMember() throws Exception {
    String header = String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n", "a.o/", 0, 0, 0, "644", 4_000);
    byte[] bytes = ("!<arch>\n" + header).getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> link(Files.write(folder.resolve("huge.a"), bytes)))
        .hasMessageContaining("archive member a.o/ beyond the end");
  }

  @Test
  @DisplayName("A common symbol that is local has nothing to be common with")
  void localCommon() {
    byte[] object =
        ObjectFiles.object()
            .function("start", new int[8])
            .symbol(
                "c", SymbolEntry.STB_LOCAL, SymbolEntry.STT_OBJECT, SymbolEntry.SHN_COMMON, 8, 8)
            .relocate(1, 0, R_X86_64_64, "c", 0)
            .toBytes();

    assertThatThrownBy(() -> link(object))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("x.o: common symbol that no other object sees");
  }
}
