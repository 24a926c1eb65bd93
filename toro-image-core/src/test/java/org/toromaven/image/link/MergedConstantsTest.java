// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.TestLink;
import org.toromaven.image.bytes.ByteView;

/**
 * Mergeable sections (gABI 4, SHF_MERGE and SHF_STRINGS), assembled as a C compiler writes them.
 */
class MergedConstantsTest {

  private static final String FIRST =
      """
      .section .rodata.str1.1,"aMS",@progbits,1
      .LC0: .string "only here"
      .LC1: .string "a word"
      .globl named
      named: .string "named word"
      .LC2: .string "never used"
      .section .rodata.cst8,"aM",@progbits,8
      .balign 8
      .LC3: .quad 1
      .LC4: .quad 2
      .section .text.start,"ax",@progbits
      .globl start
      start:
      .quad .LC0, .LC1, named, .LC3, .LC4
      .quad other
      leaq .LC1(%rip), %rax
      """;

  private static final String SECOND =
      """
      .section .rodata.str1.1,"aMS",@progbits,1
      .LC0: .string "a word"
      .LC1: .string "word"
      .LC2: .string "only there"
      .section .rodata.cst8,"aM",@progbits,8
      .balign 8
      .LC3: .quad 2
      .LC4: .quad 3
      .section .text.other,"ax",@progbits
      .globl other
      other:
      .quad .LC0, .LC1, .LC2, .LC3, .LC4, .LC0+2
      """;

  @TempDir private Path folder;

  private LinkedImage link(String... sources) throws Exception {
    OtherLinkers others = new OtherLinkers(folder);
    Path[] objects = new Path[sources.length];
    for (int i = 0; i < sources.length; i++) {
      objects[i] = others.assemble("object" + i, sources[i]);
    }
    return OtherLinkers.ours(objects);
  }

  /** The address that a function's table holds. */
  private static long word(LinkedImage image, String function, int index) throws Exception {
    return TestLink.at(image, function).u8(8L * index);
  }

  private static String string(LinkedImage image, long address) throws Exception {
    return rodata(image).string(address - image.segments().get(1).address());
  }

  private static ByteView rodata(LinkedImage image) {
    return image.segments().get(1).contents();
  }

  @Test
  @DisplayName("Equal strings of two objects are one, and each reference finds its string")
  void strings() throws Exception {
    LinkedImage image = link(FIRST, SECOND);

    assertThat(string(image, word(image, "start", 0))).isEqualTo("only here");
    assertThat(string(image, word(image, "start", 1))).isEqualTo("a word");
    assertThat(string(image, word(image, "start", 2))).isEqualTo("named word");
    assertThat(string(image, word(image, "other", 2))).isEqualTo("only there");
    assertThat(string(image, word(image, "other", 5))).isEqualTo("word");
    assertThat(word(image, "other", 0)).isEqualTo(word(image, "start", 1));
    assertThat(image.address("named")).hasValue(word(image, "start", 2));
    long at = image.address("start").getAsLong() + 48;
    long displacement = (int) TestLink.at(image, "start").u4(48 + 3);
    assertThat(at + 7 + displacement).isEqualTo(word(image, "start", 1));
  }

  @Test
  @DisplayName("A string that ends another is its tail; what nothing refers to is left out")
  void tails() throws Exception {
    LinkedImage image = link(FIRST, SECOND);

    assertThat(string(image, word(image, "other", 1))).isEqualTo("word");
    assertThat(word(image, "other", 1))
        .isIn(word(image, "start", 1) + 2, word(image, "start", 2) + 6);
    String all = new String(rodata(image).copy(), StandardCharsets.ISO_8859_1);
    assertThat(all).doesNotContain("never used").doesNotContain("\0word");
  }

  @Test
  @DisplayName("Constants of one size are merged by their entries")
  void entries() throws Exception {
    LinkedImage image = link(FIRST, SECOND);

    assertThat(word(image, "other", 3)).isEqualTo(word(image, "start", 4));
    long start = image.segments().get(1).address();
    assertThat(rodata(image).u8(word(image, "start", 3) - start)).isEqualTo(1);
    assertThat(rodata(image).u8(word(image, "start", 4) - start)).isEqualTo(2);
    assertThat(rodata(image).u8(word(image, "other", 4) - start)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ld.bfd", "ld.lld"})
  @DisplayName("Our constants take no more bytes than those of the other linker")
  void noLarger(String linker) throws Exception {
    OtherLinkers others = new OtherLinkers(folder);
    LinkedImage image = link(FIRST, SECOND);
    List<String> arguments = List.of("-O2", "--gc-sections", "object0.o", "object1.o");
    ByteView theirs = OtherLinkers.contents(others.link(linker, arguments), ".rodata");

    assertThat(image.output(OutputKind.RODATA).orElseThrow().sizeBytes())
        .isLessThanOrEqualTo(theirs.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  @DisplayName("Characters of 1, 2 and 4 bytes end strings by a character of zeros")
  void wideStrings(int width) throws Exception {
    String number = List.of("", ".byte ", ".short ", "", ".long ").get(width);
    String section =
        ".section .rodata.str,\"aMS\",@progbits," + width + "\n.balign " + width + "\n";
    String words = number + "256 * (" + width + " / 2) + 1, 2, 0\n";
    LinkedImage image =
        link(
            section
                + ".LC0: "
                + words
                + ".LC1: "
                + number
                + "2, 0\n.section .text.start,\"ax\"\n"
                + ".globl start\nstart: .quad .LC0, .LC1\n");

    assertThat(image.output(OutputKind.RODATA).orElseThrow().sizeBytes()).isEqualTo(3L * width);
    assertThat(word(image, "start", 1)).isEqualTo(word(image, "start", 0) + width);
  }

  @Test
  @DisplayName("A tail is only used where its alignment allows")
  void alignedTails() throws Exception {
    LinkedImage image =
        link(
            """
            .section .rodata.str1.8,"aMS",@progbits,1
            .balign 8
            .LC0: .string "123456789"
            .balign 8
            .LC1: .string "789"
            .balign 8
            .LC2: .string "9"
            .section .text.start,"ax",@progbits
            .globl start
            start: .quad .LC0, .LC1, .LC2
            """);

    long first = word(image, "start", 0);
    assertThat(word(image, "start", 1)).isEqualTo(first + 16);
    assertThat(word(image, "start", 2)).isEqualTo(first + 8);
  }

  @Test
  @DisplayName("A reference through the section's symbol finds its piece by the addend")
  void sectionSymbol() throws Exception {
    String object =
        """
        .section .rodata.str1.1,"aMS",@progbits,1
        .string "unused"
        .string "wanted"
        .section .text.start,"ax",@progbits
        .globl start
        start: .quad .rodata.str1.1 + 8
        """;
    LinkedImage image = link(object);

    assertThat(string(image, word(image, "start", 0))).isEqualTo("anted");
    assertThat(rodata(image).length()).isEqualTo(7);
  }

  @Test
  @DisplayName("A section without an end of its last string, or with a reference beyond it, stays")
  void unmergeable() throws Exception {
    LinkedImage image =
        link(
            """
            .section .rodata.open,"aMS",@progbits,1
            .LC0: .ascii "a\\0a\\0open"
            .section .rodata.bounded,"aMS",@progbits,1
            .LC1: .string "b"
            .string "b"
            .globl end
            end:
            .section names,"aMS",@progbits,1
            .LC2: .string "c"
            .string "c"
            .section .text.start,"ax",@progbits
            .globl start
            start: .quad .LC0, .LC1, end, .LC2
            """);

    assertThat(word(image, "start", 2)).isEqualTo(word(image, "start", 1) + 4);
    assertThat(image.output(OutputKind.RODATA).orElseThrow().sizeBytes()).isEqualTo(8 + 4 + 4);
  }

  @Test
  @DisplayName("Variables are never merged")
  void writable() throws Exception {
    long flags = 0x1 | 0x2 | 0x10 | 0x20;
    LinkedImage image =
        new TestLink(folder)
            .program(
                "a.o",
                object()
                    .function("start", new int[16])
                    .section(".data.words", 1, flags, 1, 'a', 0, 'a', 0)
                    .local("first", 2, 0)
                    .local("second", 2, 2)
                    .relocate(1, 0, R_X86_64_64, "first", 0)
                    .relocate(1, 8, R_X86_64_64, "second", 0))
            .link();

    assertThat(word(image, "start", 1)).isEqualTo(word(image, "start", 0) + 2);
  }
}
