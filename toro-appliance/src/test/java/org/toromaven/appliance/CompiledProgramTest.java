// SPDX-License-Identifier: Apache-2.0
package org.toromaven.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.compiler.CompileResult;
import org.toromaven.compiler.Diagnostic;
import org.toromaven.compiler.LinkInput;
import org.toromaven.compiler.ProgramException;
import org.toromaven.compiler.Severity;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;

final class CompiledProgramTest {
  private static final ImageFormat ELF = ImageFormat.ELF32_MULTIBOOT;
  private static final Path PROGRAM = Path.of("Hello.pas");
  private static final Path IMAGE = Path.of("Toro.elf");

  @TempDir private Path folder;

  @Test
  @DisplayName("The linker gets the compiler's files in the compiler's order, then further objects")
  void order() throws Exception {
    ImageRequest request =
        compiled().with(Path.of("more.o")).imageRequest().output(ELF, IMAGE).build();

    assertThat(request.inputs())
        .containsExactly(
            new InputFile(Path.of("stub.o"), Origin.STUB),
            new InputFile(Path.of("kernel.o"), Origin.KERNEL),
            new InputFile(Path.of("hello.o"), Origin.PROGRAM),
            new InputFile(Path.of("more.o"), Origin.PROGRAM));
  }

  @Test
  @DisplayName("A program with errors is refused with all of them")
  void errors() {
    CompileResult failed =
        new CompileResult(
            false,
            List.of(
                new Diagnostic("Hello.pas", 3, 5, Severity.ERROR, "Identifier not found \"a\""),
                new Diagnostic("Hello.pas", 4, 1, Severity.FATAL, "Syntax error")),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThatThrownBy(() -> CompiledProgram.of(PROGRAM, failed))
        .isInstanceOf(ProgramException.class)
        .hasMessage(
            """
            Hello.pas does not compile:
            Hello.pas:3:5: Identifier not found "a"
            Hello.pas:4:1: Syntax error""");
  }

  @Test
  @DisplayName("A kept program is complete as long as each of its objects is there")
  void completeness() throws Exception {
    Path object = Files.createFile(folder.resolve("hello.o"));
    CompiledProgram program =
        new CompiledProgram(PROGRAM, List.of(), List.of(), List.of()).with(object);

    assertThat(program.isComplete()).isTrue();
    Files.delete(object);
    assertThat(program.isComplete()).isFalse();
  }

  @Test
  @DisplayName("An appliance without an image is no request")
  void noImage() {
    assertThatThrownBy(() -> new ApplianceRequest(null, List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one image format");
  }

  private static CompiledProgram compiled() throws ProgramException {
    return CompiledProgram.of(
        PROGRAM,
        new CompileResult(
            true,
            List.of(),
            List.of(
                new LinkInput(Path.of("stub.o"), LinkInput.Origin.STUB),
                new LinkInput(Path.of("kernel.o"), LinkInput.Origin.KERNEL),
                new LinkInput(Path.of("hello.o"), LinkInput.Origin.PROGRAM)),
            List.of(),
            List.of(),
            List.of()));
  }
}
