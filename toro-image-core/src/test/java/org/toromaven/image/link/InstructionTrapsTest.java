// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.TestLink;

@DisplayName("Instructions that become interrupts")
class InstructionTrapsTest {

  private static final int NOP = 0x90;
  private static final int EVEX = 0x62;

  @TempDir private Path folder;

  /** A program of one function, and a kernel whose word counts when FSIN has become INT E8. */
  private LinkedImage link(int... code) throws Exception {
    return new TestLink(folder)
        .overrides("trap D9FE E8", "only-with trap:D9FE gates")
        .kernel(
            "kernel.o",
            object()
                .variable("gates", 1)
                .variable("pointer", 0, 0, 0, 0, 0, 0, 0, 0, 1)
                .function("handler", 0xD9, 0xFE, 0xC3)
                .relocate(2, 0, R_X86_64_64, "gates", 0))
        .program(
            "program.o",
            object()
                .function("start", new int[24])
                .function("code", code)
                .undefined("pointer")
                .undefined("handler")
                .relocate(1, 0, R_X86_64_64, "pointer", 0)
                .relocate(1, 8, R_X86_64_64, "handler", 0)
                .relocate(1, 16, R_X86_64_64, "code", 0))
        .link();
  }

  @Test
  @DisplayName("a whole instruction of the program does, the kernel's do not")
  void replaced() throws Exception {
    LinkedImage image = link(NOP, 0xD9, 0xFE, 0xC3);

    assertThat(TestLink.at(image, "code").u4(0)).isEqualTo(0xC3E8CD90L);
    assertThat(TestLink.at(image, "handler").u2(0)).isEqualTo(0xFED9);
    assertThat(TestLink.at(image, "pointer").u8(0)).isEqualTo(image.address("gates").getAsLong());
  }

  @Test
  @DisplayName("padding that is no whole instruction changes nothing")
  void padded() throws Exception {
    for (int zeros = 0; zeros < 4; zeros++) {
      int[] code = Arrays.copyOf(new int[] {0xD9, 0xFE, 0xC3}, 3 + zeros);
      LinkedImage image = link(code);

      assertThat(TestLink.at(image, "code").u2(0)).isEqualTo(0xE8CD);
      assertThat(image.address("gates")).isPresent();
    }
  }

  @Test
  @DisplayName("bytes within an instruction stay")
  void withinAnother() throws Exception {
    LinkedImage image = link(0xB8, 0xD9, 0xFE, 0, 0, 0xC3);

    assertThat(TestLink.at(image, "code").u4(0)).isEqualTo(0x00FED9B8L);
    assertThat(TestLink.at(image, "pointer").u8(0)).isZero();
    assertThat(image.address("gates")).isEmpty();
  }

  @Test
  @DisplayName("code that is not understood, or cut off, stays whole")
  void notUnderstood() throws Exception {
    assertThat(TestLink.at(link(0xD9, 0xFE, EVEX, 0, 0), "code").u2(0)).isEqualTo(0xFED9);
    assertThat(TestLink.at(link(0xD9, 0xFE, 0xB8, 0, 0), "code").u2(0)).isEqualTo(0xFED9);
  }
}
