// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/** Damaged and hostile input: always an answer of the two kinds, never anything else. */
class LimitsTest {

  @TempDir private Path folder;

  private static byte[] resource(String name) throws Exception {
    return Files.readAllBytes(Path.of(LimitsTest.class.getResource("/elf/" + name).toURI()));
  }

  /** Links one object; any outcome but a result or one of the two failures ends the test. */
  private boolean links(byte[] object) throws IOException {
    Path file = Files.write(folder.resolve("x.o"), object);
    LinkRequest request =
        new LinkRequest(
            List.of(new InputFile(file, Origin.PROGRAM)),
            List.of("main"),
            Overrides.NONE,
            LinkRequest.IMAGE_BASE,
            Set.of());
    try {
      Linker.link(request);
      return true;
    } catch (ElfFormatException | LinkException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  @Test
  @DisplayName("An object that is cut at any byte is refused with the file's name")
  void truncated() throws Exception {
    for (String name : List.of("fpc-3.2.2-x86_64-hello.o", "gcc-12.2-x86_64-tour.o")) {
      byte[] whole = resource(name);
      for (int length = 0; length < whole.length; length++) {
        assertThat(refusal(Arrays.copyOf(whole, length))).startsWith("cut.o: ");
      }
    }
  }

  private static String refusal(byte[] object) {
    try {
      ElfObjectReader.read(ByteView.of("cut.o", object));
      return "accepted";
    } catch (ElfFormatException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "40, 0x7FFFFFFFFFFFFFFF, section header table",
    "40, 0x100000000, section header table",
    "60, 0xFFFF, section count",
    "62, 0xFFFE, section name table index",
    "58, 0x0028, section header size",
  })
  @DisplayName("Crafted headers are refused by what is wrong with them")
  void craftedHeader(int offset, String value, String problem) throws Exception {
    byte[] bytes = resource("fpc-3.2.2-x86_64-hello.o");
    byte[] number = new ByteSink().u8(Long.decode(value)).toBytes();
    System.arraycopy(number, 0, bytes, offset, offset == 40 ? 8 : 2);

    assertThatThrownBy(() -> ElfObjectReader.read(ByteView.of("x.o", bytes)))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 32, 48})
  @DisplayName("A section's offset, size or alignment beyond all bounds is refused")
  void craftedSection(int field) throws Exception {
    byte[] bytes = resource("fpc-3.2.2-x86_64-hello.o");
    int header = (int) ByteView.of("x.o", bytes).u8(40) + 2 * 64;
    Arrays.fill(bytes, header + field, header + field + 8, (byte) 0x7F);

    assertThatThrownBy(() -> ElfObjectReader.read(ByteView.of("x.o", bytes)))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("section .text.n_main");
  }

  @Test
  @DisplayName("Sections that share bytes are refused: work stays linear in the file's size")
  void overlapping() throws Exception {
    byte[] bytes = resource("fpc-3.2.2-x86_64-hello.o");
    int table = (int) ByteView.of("x.o", bytes).u8(40);
    for (int section = 1; section <= 4; section++) {
      byte[] all = new ByteSink().u8(0).u8(bytes.length).toBytes();
      System.arraycopy(all, 0, bytes, table + 64 * section + 24, 16);
    }

    assertThatThrownBy(() -> ElfObjectReader.read(ByteView.of("x.o", bytes)))
        .hasMessageContaining("sections overlap");
  }

  @Test
  @DisplayName("Four thousand random changes to real objects end in a result or a clear failure")
  void mutated() throws Exception {
    Mutations mutations = new Mutations(20_260_101);
    int linked = 0;
    for (String name : List.of("fpc-3.2.2-x86_64-hello.o", "gcc-12.2-x86_64-tour.o")) {
      byte[] original = resource(name);
      for (int i = 0; i < 2_000; i++) {
        linked += links(mutations.of(original)) ? 1 : 0;
      }
    }
    assertThat(linked).isLessThan(4_000);
  }
}
