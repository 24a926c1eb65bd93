// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Origin;

/** Each limit of the linker below, at and above its value. */
class LimitValuesTest {

  @TempDir private Path folder;

  private static ObjectFiles withVariable(long size, long alignment) {
    return ObjectFiles.object()
        .function("start", new int[8])
        .bss(".bss.v", size, alignment)
        .local("v", 2, 0)
        .relocate(1, 0, R_X86_64_64, "v", 0);
  }

  private LinkedImage link(ObjectFiles object) throws Exception {
    return new TestLink(folder).program("a.o", object).link();
  }

  @ParameterizedTest
  @ValueSource(longs = {1 << 20, 1 << 21})
  @DisplayName("An alignment of up to 2 MiB is kept")
  void alignment(long alignment) throws Exception {
    LinkedImage image = link(withVariable(1, alignment));

    long start = image.address("__toro_bss_start").getAsLong();
    assertThat(start % alignment).isZero();
  }

  @Test
  @DisplayName("A larger one is refused")
  void alignmentAbove() throws Exception {
    byte[] object = withVariable(1, 8).toBytes();
    int table = (int) ByteView.of("a.o", object).u8(40);
    object[table + 2 * 64 + 48] = 0;
    object[table + 2 * 64 + 50] = 0x40;
    Path file = Files.write(folder.resolve("a.o"), object);

    assertThatThrownBy(() -> new TestLink(folder).input(file, Origin.PROGRAM).link())
        .hasMessageContaining("alignment of section .bss.v: 0x400000");
  }

  @ParameterizedTest
  @CsvSource({"0xFFEFE000, true", "0xFFEFF000, true", "0xFFEFF001, false"})
  @DisplayName("An image ends at 4 GiB at most")
  void imageEnd(String size, boolean fits) throws Exception {
    // The image starts at 1 MiB and has one page of code.
    ObjectFiles object = withVariable(Long.decode(size), 4096);

    assertFits(object, fits, "image ends above 4 GiB");
  }

  @ParameterizedTest
  @CsvSource({"8, true", "9, true", "10, false"})
  @DisplayName("Alignment wastes 16 MiB at most")
  void padding(int sections, boolean fits) throws Exception {
    ObjectFiles object = ObjectFiles.object().function("start", new int[8 * sections]);
    // All but the last waste 2 MiB less a byte.
    for (int i = 0; i < sections; i++) {
      object.bss(".bss.v" + i, (1 << 21) + 1, 1 << 21).local("v" + i, i + 2, 0);
      object.relocate(1, 8L * i, R_X86_64_64, "v" + i, 0);
    }
    assertFits(object, fits, "alignment of sections wastes more than 16 MiB");
  }

  private void assertFits(ObjectFiles object, boolean fits, String problem) {
    if (fits) {
      assertThatCode(() -> link(object)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> link(object))
          .isInstanceOf(LinkException.class)
          .hasMessageContaining(problem);
    }
  }

  @ParameterizedTest
  @CsvSource({"99, 99", "100, 100", "101, 100"})
  @DisplayName("One link reports a hundred problems at most")
  void diagnostics(int undefined, int reported) throws Exception {
    ObjectFiles object = ObjectFiles.object().function("start", new int[8 * undefined]);
    for (int i = 0; i < undefined; i++) {
      object.undefined("u" + i).relocate(1, 8L * i, R_X86_64_64, "u" + i, 0);
    }

    assertThat(new TestLink(folder).program("a.o", object).failure().diagnostics())
        .hasSize(reported);
  }

  @Test
  @DisplayName("An object has more sections than 16 bits count (gABI 4, SHN_XINDEX)")
  void manySections() throws Exception {
    int count = 66_000;
    StringBuilder source = new StringBuilder(".section .text.start,\"ax\"\n.globl start\nstart:\n");
    source.append(".quad f0, f").append(count - 1).append('\n');
    for (int i = 0; i < count; i++) {
      source.append(".section .text.f").append(i).append(",\"ax\"\nf").append(i).append(": ret\n");
    }
    Path object = folder.resolve("many.o");
    assemble(Files.writeString(folder.resolve("many.s"), source), object);

    ElfObject elf = ElfObjectReader.read(ByteView.of("many.o", Files.readAllBytes(object)));
    LinkedImage image = new TestLink(folder).input(object, Origin.PROGRAM).link();

    assertThat(elf.sections()).hasSizeGreaterThan(count);
    assertThat(image.sections()).hasSize(3);
  }

  private static void assemble(Path source, Path object) throws Exception {
    Process process =
        new ProcessBuilder(List.of("as", "--64", "-o", object.toString(), source.toString()))
            .inheritIO()
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
