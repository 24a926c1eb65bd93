// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.toromaven.image.ObjectFiles.object;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.X86_64Relocation;

/** Thread-local accesses become what other linkers make of them, byte for byte. */
class LocalExecTest {

  private static final String BLOCK =
      """
      .section .tdata,"awT",@progbits
      .balign 16
      first: .quad 1, 2
      .globl x
      x: .quad 3
      .section .tbss,"awT",@nobits
      .balign 8
      y: .zero 24
      .section .text.start,"ax",@progbits
      .globl start
      start:
      """;

  /** Other linkers keep the block whole; a reference to each part makes ours do so too. */
  private static final String BOTH_LIVE = "\nleaq x@tpoff(%rcx), %rcx\nleaq y@tpoff(%rcx), %rcx\n";

  private static final Map<String, String> SEQUENCES = new LinkedHashMap<>();

  static {
    SEQUENCES.put(
        "general dynamic",
        """
        data16 leaq x@tlsgd(%rip), %rdi
        .byte 0x66, 0x66, 0x48
        call __tls_get_addr@PLT
        """);
    SEQUENCES.put(
        "general dynamic without a PLT",
        """
        data16 leaq x@tlsgd(%rip), %rdi
        .byte 0x66, 0x48
        call *__tls_get_addr@GOTPCREL(%rip)
        """);
    SEQUENCES.put(
        "local dynamic",
        """
        leaq x@tlsld(%rip), %rdi
        call __tls_get_addr@PLT
        leaq x@dtpoff(%rax), %rdx
        movl y@dtpoff+4(%rax), %ecx
        """);
    SEQUENCES.put(
        "local dynamic without a PLT",
        """
        leaq x@tlsld(%rip), %rdi
        call *__tls_get_addr@GOTPCREL(%rip)
        leaq y@dtpoff(%rax), %rdx
        """);
    for (String register : List.of("rax", "rsp", "rdi", "r8", "r12", "r15")) {
      SEQUENCES.put("initial exec, mov to " + register, "movq x@gottpoff(%rip), %" + register);
      SEQUENCES.put("initial exec, add to " + register, "addq y@gottpoff(%rip), %" + register);
    }
    SEQUENCES.put("local exec", "movq %fs:x@tpoff, %rax");
    SEQUENCES.put(
        "descriptor",
        """
        leaq x@tlsdesc(%rip), %rax
        call *x@tlscall(%rax)
        """);
  }

  @TempDir private Path folder;

  static Stream<Arguments> sequences() {
    return Stream.of("ld.bfd", "ld.lld")
        .flatMap(
            linker -> SEQUENCES.keySet().stream().map(sequence -> Arguments.of(linker, sequence)));
  }

  @ParameterizedTest
  @MethodSource("sequences")
  @DisplayName("A sequence becomes the same bytes as with the other linker")
  void sameBytes(String linker, String sequence) throws Exception {
    assertSame(linker, BLOCK + SEQUENCES.get(sequence) + BOTH_LIVE);
  }

  @Test
  @DisplayName("A 64-bit offset in code counts from the thread pointer, as with lld")
  void largeOffset() throws Exception {
    assertSame(
        "ld.lld",
        BLOCK
            + SEQUENCES.get("local dynamic")
            + "movabsq $x@dtpoff, %rdx\n leaq (%rax,%rdx), %rax\n"
            + BOTH_LIVE);
  }

  @Test
  @DisplayName("A 64-bit offset from the thread pointer is that of GNU ld")
  void largeLocalOffset() throws Exception {
    assertSame("ld.bfd", BLOCK + "movabsq $y@tpoff, %rdx" + BOTH_LIVE);
  }

  @Test
  @DisplayName("An offset among data counts from the start of the thread-local block")
  void offsetInData() throws Exception {
    Path object =
        new OtherLinkers(folder)
            .assemble("tls", BLOCK + "movq data, %rax\n.data\ndata: .quad x@dtpoff, y@dtpoff\n");

    LinkedImage image = OtherLinkers.ours(object);

    ByteView data = image.segments().get(1).contents();
    long offset = image.output(OutputKind.DATA).orElseThrow().address();
    long at = offset - image.segments().get(1).address();
    assertThat(data.u1(at)).isEqualTo(16);
    assertThat(data.u1(at + 8)).isEqualTo(24);
  }

  private void assertSame(String linker, String source) throws Exception {
    OtherLinkers others = new OtherLinkers(folder);
    Path object = others.assemble("tls", source);
    byte[] theirs =
        OtherLinkers.contents(others.link(linker, List.of(object.toString())), ".text").copy();

    LinkedImage image = OtherLinkers.ours(object);

    assertThat(TestLink.at(image, "start").slice(0, theirs.length, "code").copy())
        .isEqualTo(theirs);
  }

  @ParameterizedTest
  @EnumSource(
      value = X86_64Relocation.class,
      names = {
        "R_X86_64_TLSGD",
        "R_X86_64_TLSLD",
        "R_X86_64_GOTPC32_TLSDESC",
        "R_X86_64_TLSDESC_CALL"
      })
  @DisplayName("Instructions that are not those of the relocation are refused by its name")
  void otherInstructions(X86_64Relocation type) throws Exception {
    for (int offset : new int[] {0, 4, 8, 30, 100}) {
      ObjectFiles start =
          object()
              .function("start", new int[32])
              .variable("v", 1)
              .relocate(1, offset, type, "v", -4);
      Path file = start.write(folder.resolve("a.o"));

      assertThatThrownBy(() -> OtherLinkers.ours(file))
          .isInstanceOf(ElfFormatException.class)
          .hasMessageContaining("a.o: instructions that are not those of " + type);
    }
  }

  @Test
  @DisplayName("A call that lacks its relocation is refused")
  void callWithoutRelocation() throws Exception {
    ObjectFiles start =
        object()
            .function("start", 0x48, 0x8D, 0x3D, 0, 0, 0, 0, 0xE8, 0, 0, 0, 0)
            .variable("v", 1)
            .relocate(1, 3, X86_64Relocation.R_X86_64_TLSLD, "v", -4);
    Path file = start.write(folder.resolve("a.o"));

    assertThatThrownBy(() -> OtherLinkers.ours(file)).hasMessageContaining("R_X86_64_TLSLD");
  }

  @ParameterizedTest
  @EnumSource(
      value = X86_64Relocation.class,
      names = {
        "R_X86_64_COPY",
        "R_X86_64_GLOB_DAT",
        "R_X86_64_JUMP_SLOT",
        "R_X86_64_RELATIVE",
        "R_X86_64_DTPMOD64",
        "R_X86_64_TLSDESC",
        "R_X86_64_IRELATIVE",
        "R_X86_64_RELATIVE64",
        "R_X86_64_CODE_4_GOTPCRELX",
        "R_X86_64_CODE_4_GOTTPOFF",
        "R_X86_64_CODE_4_GOTPC32_TLSDESC",
        "R_X86_64_CODE_5_GOTPCRELX",
        "R_X86_64_CODE_5_GOTTPOFF",
        "R_X86_64_CODE_5_GOTPC32_TLSDESC",
        "R_X86_64_CODE_6_GOTPCRELX",
        "R_X86_64_CODE_6_GOTTPOFF",
        "R_X86_64_CODE_6_GOTPC32_TLSDESC"
      })
  @DisplayName("Relocations of dynamic linking, and of instructions we do not know, have no place")
  void refused(X86_64Relocation type) throws Exception {
    ObjectFiles start =
        object().function("start", new int[32]).variable("v", 1).relocate(1, 8, type, "v", 0);

    assertThat(new TestLink(folder).program("a.o", start).failure())
        .hasMessageContaining("a.o:(.text.start)")
        .hasMessageContaining(type + " against v");
  }
}
