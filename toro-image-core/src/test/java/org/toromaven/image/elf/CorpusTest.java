// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.toromaven.image.Corpus;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.bytes.ByteView;

/** Reads real objects, writes what was read, and reads that again. */
class CorpusTest {

  static List<Path> objects() throws Exception {
    return Corpus.objects();
  }

  @ParameterizedTest
  @MethodSource("objects")
  @DisplayName("Sections, symbols and relocations survive a round trip")
  void roundTrip(Path file) throws Exception {
    ElfObject first = ElfObjectReader.read(ByteView.of("first", Files.readAllBytes(file)));
    ElfObject second =
        ElfObjectReader.read(ByteView.of("second", ObjectFiles.copyOf(first).toBytes()));

    assertThat(second.symbols()).isEqualTo(first.symbols());
    for (SectionHeader section : first.sections()) {
      if (ObjectFiles.isCopied(section)) {
        SectionHeader copy = second.sections().get(section.index());
        assertThat(copy.name()).isEqualTo(section.name());
        assertThat(copy.flags()).isEqualTo(section.flags());
        assertThat(copy.sizeBytes()).isEqualTo(section.sizeBytes());
        assertThat(copy.alignment()).isEqualTo(section.alignment());
        assertThat(second.contents(copy).copy()).isEqualTo(first.contents(section).copy());
        assertThat(second.relocations(copy)).isEqualTo(first.relocations(section));
      }
    }
  }
}
