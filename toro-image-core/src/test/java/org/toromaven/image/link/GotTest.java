// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_GOTPCREL;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_GOTPCRELX;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_REX_GOTPCRELX;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.elf.X86_64Relocation;

/** Loads through the global offset table, and the instructions that do without it (psABI B.2). */
class GotTest {

  @TempDir private Path folder;

  private LinkedImage link(X86_64Relocation type, int... instruction) throws Exception {
    ObjectFiles start =
        object()
            .function("start", instruction)
            .variable("v", 1)
            .relocate(1, instruction.length - 4L, type, "v", -4);
    return new TestLink(folder).program("a.o", start).link();
  }

  private static long targetOf(LinkedImage image, int length) throws Exception {
    int displacement = (int) TestLink.at(image, "start").u4(length - 4L);
    return image.address("start").getAsLong() + length + displacement;
  }

  @Test
  @DisplayName("mov of an address becomes lea, for the compiler's plain GOTPCREL too")
  void movToLea() throws Exception {
    for (X86_64Relocation type :
        new X86_64Relocation[] {R_X86_64_GOTPCREL, R_X86_64_REX_GOTPCRELX}) {
      LinkedImage image = link(type, 0x48, 0x8B, 0x05, 0, 0, 0, 0);

      assertThat(TestLink.at(image, "start").u1(1)).isEqualTo(0x8D);
      assertThat(targetOf(image, 7)).isEqualTo(image.address("v").getAsLong());
      assertThat(image.output(OutputKind.GOT)).isEmpty();
    }
  }

  @Test
  @DisplayName("call through the table becomes a direct call")
  void call() throws Exception {
    LinkedImage image = link(R_X86_64_GOTPCRELX, 0xFF, 0x15, 0, 0, 0, 0);

    ByteView code = TestLink.at(image, "start");
    assertThat(code.u2(0)).isEqualTo(0xE867);
    assertThat(targetOf(image, 6)).isEqualTo(image.address("v").getAsLong());
  }

  @Test
  @DisplayName("jmp through the table becomes a direct jump and a nop")
  void jump() throws Exception {
    LinkedImage image = link(R_X86_64_GOTPCRELX, 0xFF, 0x25, 0, 0, 0, 0);

    ByteView code = TestLink.at(image, "start");
    assertThat(code.u1(0)).isEqualTo(0xE9);
    assertThat(code.u1(5)).isEqualTo(0x90);
    long target = image.address("start").getAsLong() + 5 + (int) code.u4(1);
    assertThat(target).isEqualTo(image.address("v").getAsLong());
  }

  @Test
  @DisplayName("cmp with the table keeps its entry, which holds the address")
  void cmp() throws Exception {
    LinkedImage image = link(R_X86_64_GOTPCREL, 0x48, 0x3B, 0x05, 0, 0, 0, 0);

    PlacedOutput table = image.output(OutputKind.GOT).orElseThrow();
    assertThat(table.sizeBytes()).isEqualTo(8);
    assertThat(targetOf(image, 7)).isEqualTo(table.address());
    ByteView contents = image.segments().get(1).contents();
    assertThat(contents.u8(0)).isEqualTo(image.address("v").getAsLong());
  }

  @Test
  @DisplayName("An absolute symbol is not at a place that lea can name: it keeps its entry")
  void absolute() throws Exception {
    ObjectFiles start =
        object()
            .function("start", 0x48, 0x8B, 0x05, 0, 0, 0, 0)
            .absolute("far", 0x1122334455667788L)
            .relocate(1, 3, R_X86_64_REX_GOTPCRELX, "far", -4);

    LinkedImage image = new TestLink(folder).program("a.o", start).link();

    assertThat(TestLink.at(image, "start").u1(1)).isEqualTo(0x8B);
    assertThat(image.segments().get(1).contents().u8(0)).isEqualTo(0x1122334455667788L);
  }
}
