// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_PC32;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;

class ConditionalReferencesTest {

  private static final int RENAME = 82;
  private static final int LINK = 86;
  private static final String[] RULES = {
    "call-table calls", "makes FpRename 82", "makes FpLink 86", "only-with SysLink extra"
  };

  @TempDir private Path folder;
  private TestLink link;

  /** A table of two calls, and the word {@code extra} of the kernel. */
  @BeforeEach
  void kernel() throws Exception {
    int[] table = new int[20];
    table[0] = RENAME;
    table[10] = LINK;
    link =
        new TestLink(folder)
            .overrides(RULES)
            .kernel(
                "kernel.o",
                object()
                    .variable("calls", table)
                    .function("SysRename", 0xC3)
                    .function("SysLink", 0xC3)
                    .variable("extra", 1)
                    // The last byte: zeros at the end are not in the file.
                    .variable("pointer", 0, 0, 0, 0, 0, 0, 0, 0, 1)
                    .relocate(1, 2, R_X86_64_64, "SysRename", 0)
                    .relocate(1, 12, R_X86_64_64, "SysLink", 0)
                    .relocate(5, 0, R_X86_64_64, "extra", 0));
  }

  /** A program that refers to both words of the kernel and calls one function. */
  private static ObjectFiles program(String called, int... code) {
    return object()
        .function("start", new int[24])
        .function("FpRename", new int[4])
        .function("FpLink", new int[4])
        .function("Stranger", code)
        .undefined("FPC_SYSCALL2")
        .undefined("calls")
        .undefined("pointer")
        .relocate(1, 0, R_X86_64_64, "calls", 0)
        .relocate(1, 8, R_X86_64_64, "pointer", 0)
        .relocate(1, 16, R_X86_64_64, called, 0);
  }

  private LinkedImage link(ObjectFiles program) throws Exception {
    return link.program("program.o", program).link();
  }

  @Test
  @DisplayName("A handler is linked when a function that makes its call is; others are zero")
  void oneCall() throws Exception {
    LinkedImage image = link(program("FpRename", 0xC3));

    assertThat(TestLink.at(image, "calls").u8(2)).isEqualTo(image.address("SysRename").getAsLong());
    assertThat(TestLink.at(image, "calls").u8(12)).isZero();
    assertThat(image.address("SysLink")).isEmpty();
  }

  @Test
  @DisplayName("only-with: the reference is zero until the condition is linked")
  void onlyWith() throws Exception {
    LinkedImage without = link(program("FpRename", 0xC3));
    assertThat(TestLink.at(without, "pointer").u8(0)).isZero();
    assertThat(without.address("extra")).isEmpty();

    kernel();
    LinkedImage with = link(program("FpLink", 0xC3));
    assertThat(TestLink.at(with, "pointer").u8(0)).isEqualTo(with.address("extra").getAsLong());
  }

  /** A unit that defines and uses a variable; the kernel, a word that counts when others use it. */
  private LinkedImage linkUsers(ObjectFiles user) throws Exception {
    return new TestLink(folder)
        .overrides("only-with elsewhere:shared extra")
        .kernel(
            "kernel.o",
            object()
                .variable("extra", 1)
                .variable("pointer", 0, 0, 0, 0, 0, 0, 0, 0, 1)
                .undefined("shared")
                .relocate(2, 0, R_X86_64_64, "extra", 0))
        .program(
            "unit.o",
            object()
                .variable("shared", 1)
                .function("start", new int[24])
                .undefined("pointer")
                .undefined("user")
                .relocate(2, 0, R_X86_64_64, "shared", 0)
                .relocate(2, 8, R_X86_64_64, "pointer", 0)
                .relocate(2, 16, R_X86_64_64, "user", 0))
        .program("user.o", user)
        .link();
  }

  @Test
  @DisplayName("elsewhere: holds when an object refers to what another one defines")
  void elsewhere() throws Exception {
    LinkedImage own = linkUsers(object().function("user", new int[8]));
    assertThat(own.address("extra")).isEmpty();
    assertThat(TestLink.at(own, "pointer").u8(0)).isZero();

    LinkedImage shared =
        linkUsers(
            object()
                .function("user", new int[8])
                .undefined("shared")
                .relocate(1, 0, R_X86_64_64, "shared", 0));
    assertThat(TestLink.at(shared, "pointer").u8(0)).isEqualTo(shared.address("extra").getAsLong());
  }

  @Test
  @DisplayName("A function without a rule that calls FPC_SYSCALL2 may make every call")
  void unlistedCaller() throws Exception {
    ObjectFiles program = program("Stranger", new int[4]);
    link.kernel("gate.o", object().function("FPC_SYSCALL2", 0xC3));

    LinkedImage image = link(program.relocate(4, 0, R_X86_64_PC32, "FPC_SYSCALL2", -4));

    assertThat(image.address("SysRename")).isPresent();
    assertThat(image.address("SysLink")).isPresent();
  }

  @Test
  @DisplayName("So may code with a syscall instruction")
  void syscallInstruction() throws Exception {
    LinkedImage image = link(program("Stranger", 0x90, 0x0F, 0x05, 0xC3));

    assertThat(image.address("SysRename")).isPresent();
    assertThat(image.address("SysLink")).isPresent();
  }

  @Test
  @DisplayName("A function that makes none keeps none")
  void noCall() throws Exception {
    LinkedImage image = link(program("Stranger", 0xC3));

    assertThat(image.address("SysRename")).isEmpty();
    assertThat(image.address("SysLink")).isEmpty();
  }

  @Test
  @DisplayName("Only a whole address can be left out")
  void narrowReference() throws Exception {
    link.kernel(
        "narrow.o",
        object()
            .function("narrow", new int[8])
            .undefined("extra")
            .relocate(1, 0, R_X86_64_PC32, "extra", -4));

    LinkException failure =
        link.program(
                "program.o",
                object()
                    .function("start", new int[8])
                    .undefined("narrow")
                    .relocate(1, 0, R_X86_64_64, "narrow", 0))
            .failure();

    assertThat(failure).hasMessageContaining("leaves out").hasMessageContaining("extra");
  }
}
