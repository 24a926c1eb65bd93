// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.X86_64Relocation;

class ProgramFileTest {
  @TempDir Path folder;

  private static ObjectFiles start(String name, String lines) {
    return ObjectFiles.object()
        .function(name, new int[16])
        .section(".debug_line", SectionType.PROGBITS, 0, 1, bytes(lines))
        .section(".debug_frame", SectionType.PROGBITS, 0, 1, bytes("frames"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private LinkedImage link(String calls) throws Exception {
    X86_64Relocation type = X86_64Relocation.R_X86_64_PC32;
    return new TestLink(folder)
        .program(
            "a.o", start("start", "lines of a").undefined(calls).relocate(1, 0, type, calls, 0))
        .program("b.o", start("other", "lines of b"))
        .kernel("kernel.o", start("toro_program_file", "lines of the kernel"))
        .kernel("more.o", start("kernel_other", "more lines"))
        .link();
  }

  private static String file(LinkedImage image) throws Exception {
    long start = image.address("__toro_program_file_start").getAsLong();
    long size = image.address("__toro_program_file_end").getAsLong() - start;
    return size == 0
        ? ""
        : new String(
            TestLink.at(image, "__toro_program_file_start").slice(0, size, "file").copy(),
            StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("The file is an ELF file with the debug information of the program's objects alone")
  void program() throws Exception {
    assertThat(file(link("toro_program_file")))
        .startsWith("\u007fELF")
        .contains("lines of alines of b")
        .contains("\0.debug_line\0.shstrtab\0")
        .doesNotContain("kernel")
        .doesNotContain("frames");
  }

  @Test
  @DisplayName("There is none without the function that answers with it")
  void nobodyReads() throws Exception {
    assertThat(file(link("other"))).isEmpty();
  }
}
