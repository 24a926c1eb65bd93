// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_PC32;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.elf.SymbolEntry;

/** The padding of the compiler's functions. */
class CodePackingTest {

  @TempDir private Path folder;

  /** Two functions as Free Pascal makes them, the second of one byte, called by the first. */
  private static ObjectFiles functions(String section, int firstOpcode, int secondOpcode) {
    int[] code = {firstOpcode, secondOpcode, 0xE8, 0, 0, 0, 0, 0xC3, 0, 0, 0, 0, 0, 0, 0, 0};
    return object()
        .code(section + "start", code)
        .code(section + "next", 0xC3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        .global("start", 1, 0, 8, SymbolEntry.STT_FUNC)
        .global("next", 2, 0, 1, SymbolEntry.STT_FUNC)
        .relocate(1, 3, R_X86_64_PC32, "next", -4);
  }

  private LinkedImage link(ObjectFiles object) throws Exception {
    return new TestLink(folder).program("a.o", object).link();
  }

  private static long distance(LinkedImage image) {
    return image.address("next").getAsLong() - image.address("start").getAsLong();
  }

  @Test
  @DisplayName("Functions follow each other without the compiler's zeros, and calls find them")
  void packed() throws Exception {
    LinkedImage image = link(functions(".text.n_", 0x90, 0x90));

    assertThat(distance(image)).isEqualTo(8);
    assertThat(image.sections()).extracting(PlacedSection::sizeBytes).containsExactly(8L, 1L);
    assertThat(TestLink.at(image, "start").u4(3)).isEqualTo(1);
    assertThat(TestLink.at(image, "next").u1(0)).isEqualTo(0xC3);
  }

  @Test
  @DisplayName("Sections of another name keep their size and alignment")
  void otherSections() throws Exception {
    assertThat(distance(link(functions(".text.", 0x90, 0x90)))).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x28, 0x29, 0x38, 0x58, 0x6F, 0x7F, 0xAE, 0xC7, 0xD6, 0xE7, 0xFF})
  @DisplayName("Code that may demand aligned operands stays aligned")
  void vectors(int opcode) throws Exception {
    assertThat(distance(link(functions(".text.n_", 0x0F, opcode)))).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x05, 0x1F, 0x84, 0x94, 0xA2, 0xAF, 0xB6, 0xC1})
  @DisplayName("Other two-byte opcodes demand nothing")
  void otherOpcodes(int opcode) throws Exception {
    assertThat(distance(link(functions(".text.n_", 0x0F, opcode)))).isEqualTo(8);
  }

  @Test
  @DisplayName("Aligned moves of AVX count, whatever the prefix's length")
  void avx() throws Exception {
    for (int[] code : new int[][] {{0xC5, 0xFC, 0x28}, {0xC4, 0xC1, 0x7C, 0x28}}) {
      int[] padded = Arrays.copyOf(code, 16);
      LinkedImage image =
          link(
              object()
                  .code(".text.n_start", padded)
                  .global("start", 1, 0, 8, SymbolEntry.STT_FUNC));

      assertThat(image.sections().get(0).sizeBytes()).isEqualTo(16);
    }
  }

  @Test
  @DisplayName("A section with code behind its function, or a symbol inside, is no padding")
  void notPadding() throws Exception {
    ObjectFiles behind =
        object()
            .code(".text.n_start", 0xC3, 0, 0, 0, 0, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0, 0)
            .global("start", 1, 0, 1, SymbolEntry.STT_FUNC);
    ObjectFiles inside =
        object()
            .code(".text.n_start", new int[16])
            .global("start", 1, 0, 8, SymbolEntry.STT_FUNC)
            .local("label", 1, 8);

    assertThat(link(behind).sections().get(0).sizeBytes()).isEqualTo(16);
    assertThat(link(inside).sections().get(0).sizeBytes()).isEqualTo(16);
  }
}
