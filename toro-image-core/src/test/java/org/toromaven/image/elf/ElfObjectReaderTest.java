// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

class ElfObjectReaderTest {

  private static byte[] resource(String name) throws Exception {
    try (InputStream stream = ElfObjectReaderTest.class.getResourceAsStream("/elf/" + name)) {
      return stream.readAllBytes();
    }
  }

  private static ElfObject read(byte[] bytes) throws ElfFormatException {
    return ElfObjectReader.read(ByteView.of("x.o", bytes));
  }

  @Test
  @DisplayName("Free Pascal's hello: sections, symbols and relocations as readelf shows them")
  void freePascal() throws Exception {
    ElfObject hello = read(resource("fpc-3.2.2-x86_64-hello.o"));

    assertThat(hello.sections()).hasSize(23);
    SectionHeader main = hello.sections().get(2);
    assertThat(main).isEqualTo(new SectionHeader(2, ".text.n_main", 1, 6, 0x40, 0x60, 0, 0, 16, 0));
    assertThat(hello.symbols()).hasSize(38);
    assertThat(hello.symbols().get(19)).isEqualTo(new SymbolEntry(19, "main", 0, 81, 1, 2, 0, 2));
    List<RelocationEntry> relocations = hello.relocations(main);
    assertThat(relocations).hasSize(8);
    assertThat(relocations.get(0)).isEqualTo(new RelocationEntry(0xE, 2, 32, -4));
    assertThat(hello.symbols().get(32).name()).isEqualTo("fpc_initializeunits");
  }

  @Test
  @DisplayName("What gcc adds: common, weak, thread-local and array sections")
  void gcc() throws Exception {
    ElfObject tour = read(resource("gcc-12.2-x86_64-tour.o"));

    assertThat(symbol(tour, "tentative").isCommon()).isTrue();
    assertThat(symbol(tour, "maybe").isWeak()).isTrue();
    assertThat(symbol(tour, "per_thread").type()).isEqualTo(SymbolEntry.STT_TLS);
    assertThat(tour.sections()).extracting(SectionHeader::type).contains(SectionType.INIT_ARRAY);
  }

  private static SymbolEntry symbol(ElfObject object, String name) {
    return object.symbols().stream()
        .filter(symbol -> symbol.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x00, 'not an ELF file, magic number: 0x464c4500, expected 0x464c457f (at offset 0x0)'",
    "4, 1, 'not a 64-bit ELF file, class: 0x1, expected 0x2 (at offset 0x4)'",
    "5, 2, 'not little endian, data encoding: 0x2, expected 0x1 (at offset 0x5)'",
    "16, 2, 'not a relocatable object, type: 0x2, expected 0x1 (at offset 0x10)'",
    "18, 3, 'not for x86-64, machine: 0x3, expected 0x3e (at offset 0x12)'",
  })
  @DisplayName("A foreign file is refused with offset and value")
  void foreign(int offset, String value, String message) throws Exception {
    byte[] bytes = resource("fpc-3.2.2-x86_64-hello.o");
    bytes[offset] = Integer.decode(value).byteValue();

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ElfFormatException.class)
        .hasMessage("x.o: " + message);
  }
}
