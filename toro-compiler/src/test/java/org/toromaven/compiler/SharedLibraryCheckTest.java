// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedLibraryCheckTest {
  private static final Path PROGRAM = Path.of("hello.pas");
  private static final Map<String, Set<String>> PROVIDED = Map.of("dl", Set.of("c", "dl"));

  @Test
  @DisplayName("A program without libraries passes")
  void noLibraries() {
    assertThatCode(
            () -> SharedLibraryCheck.check(new LinkScript(List.of(), List.of()), PROGRAM, PROVIDED))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName(
      "A library that the program itself asks for is refused, whoever else stands in for it")
  void programItself() {
    assertThatThrownBy(
            () ->
                SharedLibraryCheck.check(
                    new LinkScript(List.of(), List.of("c")), PROGRAM, PROVIDED))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("libc (asked for by the program itself)");
  }
}
