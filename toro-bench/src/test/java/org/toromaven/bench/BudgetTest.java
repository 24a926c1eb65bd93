// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.compiler.ProgramFinder;

/** The exact budgets of docs/SPECIFICATION.md: what does not depend on the host's speed. */
final class BudgetTest {

  private static final long HELLO_BYTES_MAX = 40_000;
  private static final long HELLO_INSTRUCTIONS_MAX = 40_000;

  @TempDir static Path folder;
  private static Path hello;

  @BeforeAll
  static void build() throws Exception {
    Path sources = Path.of("../examples/hello-world/src/main/pascal");
    Path program = ProgramFinder.find(sources);
    hello = new Appliances(folder).build(program.toAbsolutePath().normalize(), List.of());
  }

  @Test
  @DisplayName("hello-world fits in 40,000 bytes")
  void helloIsSmall() throws Exception {
    assertThat(Files.size(hello)).isLessThanOrEqualTo(HELLO_BYTES_MAX);
  }

  @Test
  @DisplayName(
      "hello-world's first statement is at most 40,000 instructions after the stub's first")
  void helloStartsQuickly() throws Exception {
    long instructions = Counted.startup(hello, folder);
    assertThat(instructions).isBetween(1L, HELLO_INSTRUCTIONS_MAX);
  }

  @Test
  @DisplayName("the same image takes the same instructions in every folder")
  void helloCountsTheSameEverywhere() throws Exception {
    Path far = Files.createDirectories(folder.resolve("a \"long\" path/to the/Grüße"));
    Path copy = Files.copy(hello, far.resolve(hello.getFileName()));
    assertThat(Counted.startup(copy, folder)).isEqualTo(Counted.startup(hello, folder));
  }
}
