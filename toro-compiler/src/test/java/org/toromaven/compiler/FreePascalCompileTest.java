// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles real programs with the compiler of this machine against a kernel of a few lines. */
class FreePascalCompileTest {
  @TempDir Path folder;
  private FreePascal compiler;

  @BeforeEach
  void locate() throws Exception {
    compiler = FreePascal.locate(CompilerSearch.ofEnvironment());
  }

  private Path source(String name, String text) throws Exception {
    Path file = folder.resolve("src").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private CompileResult compile(Path program) throws Exception {
    return compile(program, builder -> builder);
  }

  private CompileResult compile(Path program, UnaryOperator<CompileRequest.Builder> more)
      throws Exception {
    var builder = CompileRequest.builder(program, folder.resolve("out dir"), TinyKernel.sources());
    builder.cacheDirectory(folder.resolve("cache"));
    return compiler.compile(more.apply(builder).build());
  }

  private static List<String> names(CompileResult result, LinkInput.Origin origin) {
    return result.linkInputs().stream()
        .filter(input -> input.origin() == origin)
        .map(input -> input.file().getFileName().toString())
        .toList();
  }

  @Test
  @DisplayName("A program gives its objects in the compiler's order, kernel and stub told apart")
  void linkInputs() throws Exception {
    Path program = source("hello.pas", "program hello; uses SysUtils; begin WriteLn('hi') end.");

    CompileResult result = compile(program, b -> b.units(List.of("memory")));

    assertThat(result.ok()).as("%s", result.diagnostics()).isTrue();
    assertThat(names(result, LinkInput.Origin.STUB)).containsExactly("stub.o");
    assertThat(names(result, LinkInput.Origin.KERNEL)).containsExactly("toro.kernel.o", "memory.o");
    assertThat(names(result, LinkInput.Origin.PROGRAM))
        .startsWith("si_prc.o", "abitag.o", "hello.o", "system.o")
        .contains("sysutils.o", "baseunix.o");
    assertThat(result.linkInputs()).allSatisfy(input -> assertThat(input.file()).isRegularFile());
    assertThat(result.overrides()).containsExactly("FPC_SYSCALL0", "wrap main");
  }

  @Test
  @DisplayName("A unit that the request and the program both name is no duplicate")
  void unitNamedTwice() throws Exception {
    Path program = source("hello.pas", "program hello; uses Memory; begin end.");

    CompileResult result = compile(program, b -> b.units(List.of("Memory")));

    assertThat(result.ok()).as("%s", result.diagnostics()).isTrue();
    assertThat(result.units())
        .contains(new UnitUse("Memory", UnitUse.Origin.PROGRAM, true))
        .noneMatch(unit -> unit.name().equalsIgnoreCase(ChosenUnits.NAME));
  }

  @Test
  @DisplayName("Each unit is listed with what brought it in")
  void unitOrigins() throws Exception {
    Path program = source("hello.pas", "program hello; uses cthreads, SysUtils; begin end.");

    CompileResult result = compile(program, b -> b.units(List.of("MEMORY", "memory")));

    assertThat(result.units())
        .contains(
            new UnitUse("cthreads", UnitUse.Origin.PROGRAM, true),
            new UnitUse("SysUtils", UnitUse.Origin.PROGRAM, false),
            new UnitUse("Memory", UnitUse.Origin.POM, true),
            new UnitUse("Toro.Kernel", UnitUse.Origin.DEPENDENCY, true),
            new UnitUse("system", UnitUse.Origin.DEPENDENCY, false));
  }

  @Test
  @DisplayName("The user's options and defines do not reach the kernel")
  void kernelOptionsAreFixed() throws Exception {
    Path program =
        source("hello.pas", "program hello; begin {$ifndef BREAK_KERNEL} no {$endif} end.");

    CompileResult result = compile(program, b -> b.defines(List.of("BREAK_KERNEL")));

    assertThat(result.ok()).as("%s", result.diagnostics()).isTrue();
  }

  @Test
  @DisplayName("An error has file, line and column as the compiler gives them")
  void syntaxError() throws Exception {
    Path program = source("bad.pas", "program bad;\nbegin\n  x := 1;\nend.\n");

    CompileResult result = compile(program);

    assertThat(result.ok()).isFalse();
    Diagnostic error = result.diagnostics().get(result.diagnostics().size() - 1);
    assertThat(error.severity()).isEqualTo(Severity.ERROR);
    assertThat(error.file()).endsWith("bad.pas");
    assertThat(error.line()).isEqualTo(3);
    assertThat(error.column()).isEqualTo(3);
    assertThat(error.text()).isEqualTo("Identifier not found \"x\"");
  }

  @Test
  @DisplayName("A unit that the compiler cannot find brings the names of similar kernel units")
  void missingUnitInSource() throws Exception {
    Path program = source("bad.pas", "program bad;\nuses Netwrking;\nbegin\nend.\n");

    CompileResult result = compile(program);

    assertThat(result.diagnostics())
        .anySatisfy(d -> assertThat(d.text()).contains("Netwrking", "Networking"));
  }

  @Test
  @DisplayName("An unknown unit is refused before the compiler runs")
  void unknownUnit() throws Exception {
    Path program = source("hello.pas", "program hello; begin end.");

    assertThatThrownBy(() -> compile(program, b -> b.units(List.of("Memmory", "Qwertz"))))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("Memmory (did you mean Memory?); Qwertz;")
        .hasMessageContaining("toro:units");
    assertThat(folder.resolve("out dir")).doesNotExist();
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  @DisplayName("A program that needs the C library is refused with the unit that asks for it")
  void sharedLibrary() throws Exception {
    source("bound.pas", "unit bound; interface {$linklib foo} implementation end.");
    Path program = source("hello.pas", "program hello; uses bound; {$linklib c} begin end.");

    assertThatThrownBy(() -> compile(program))
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("libfoo (asked for by unit bound)")
        .hasMessageContaining("libc (asked for by the program itself)");
  }

  @Test
  @DisplayName("A unit path that does not exist falls back to the search path")
  void usesWithPath() throws Exception {
    Path program =
        source(
            "app/hello.pas", "program hello; uses Memory in '..\\..\\rtl\\Memory.pas'; begin end.");

    CompileResult result = compile(program);

    assertThat(result.ok()).as("%s", result.diagnostics()).isTrue();
    assertThat(names(result, LinkInput.Origin.KERNEL)).contains("memory.o");
  }

  @Test
  @DisplayName("The kernel is compiled once and again only when it changes")
  void kernelIsCached() throws Exception {
    Path program = source("hello.pas", "program hello; begin end.");
    Path first = kernelObject(compile(program));
    Object time = Files.getLastModifiedTime(first);

    assertThat(kernelObject(compile(program))).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(time);

    KernelSources other =
        TinyKernel.sourcesWith("core/Extra.pas", "unit Extra; interface implementation end.");
    var request =
        CompileRequest.builder(program, folder.resolve("out"), other)
            .cacheDirectory(folder.resolve("cache"))
            .build();
    assertThat(kernelObject(compiler.compile(request))).isNotEqualTo(first);
  }

  @Test
  @DisplayName("A kernel left half built is built again")
  void halfBuiltKernel() throws Exception {
    Path program = source("hello.pas", "program hello; begin end.");
    Path object = kernelObject(compile(program));
    Files.delete(object.getParent().resolveSibling("complete"));
    Files.writeString(object, "rubbish");

    assertThat(Files.size(kernelObject(compile(program)))).isGreaterThan(100);
  }

  @Test
  @DisplayName("A kernel that does not compile is the tool's fault and shows the compiler's words")
  void brokenKernel() throws Exception {
    Path program = source("hello.pas", "program hello; begin end.");
    KernelSources broken = TinyKernel.sourcesWith("core/Broken.pas", "unit Broken; nonsense");
    var request =
        CompileRequest.builder(program, folder.resolve("out"), broken)
            .cacheDirectory(folder.resolve("cache"))
            .build();

    assertThatThrownBy(() -> compiler.compile(request))
        .isInstanceOf(CompilerException.class)
        .hasMessageContaining("cannot compile the kernel")
        .hasMessageContaining("Broken.pas");
  }

  @Test
  @DisplayName("Two builds in different folders give the same objects, debug sections aside")
  void reproducible() throws Exception {
    String text = "program hello; begin WriteLn({$I %DATE%}); Assert(ParamCount > 9, 'no') end.";
    Path first = source("a/hello.pas", text);
    Path second = source("somewhere/else/hello.pas", text);
    List<String> options = List.of("-g-", "-Sa");

    compile(first, b -> b.options(options));
    byte[] one = Files.readAllBytes(folder.resolve("out dir/hello.o"));
    compile(second, b -> b.options(options));

    assertThat(Files.readAllBytes(folder.resolve("out dir/hello.o"))).isEqualTo(one);
  }

  @Test
  @DisplayName("Units that the user's options add are added beside the kernel's")
  void addedUnits() throws Exception {
    Path program = source("hello.pas", "program hello; begin WriteLn(MaxDays) end.");
    source("Days.pas", "unit Days; interface const MaxDays = 31; implementation end.");

    assertThat(compile(program, b -> b.options(List.of("-FaDays"))).ok()).isTrue();
    assertThat(compile(program).ok()).isFalse();
  }

  @Test
  @DisplayName("A program in another dialect of Pascal compiles")
  void dialect() throws Exception {
    Path program = source("hello.pas", "program hello(output); begin writeln('hello') end.");

    assertThat(compile(program, b -> b.options(List.of("-Miso"))).ok()).isTrue();
  }

  @Test
  @DisplayName("A program that holds the time of its build is warned about")
  void timeInProgram() throws Exception {
    Path program = source("hello.pas", "program hello; begin WriteLn({$I %TIME%}) end.");

    assertThat(compile(program).warnings()).singleElement().asString().contains("%TIME%");
  }

  @Test
  @DisplayName("A unit of the program that hides one of the kernel's is warned about")
  void hiddenUnit() throws Exception {
    source("memory.pas", "unit memory; interface implementation end.");
    Path program = source("hello.pas", "program hello; uses memory; begin end.");

    assertThat(compile(program).warnings())
        .singleElement()
        .asString()
        .contains("memory.o: this unit hides the kernel's unit");
  }

  @Test
  @DisplayName("Builds that run at once share one kernel")
  void concurrentBuilds() throws Exception {
    Path program = source("hello.pas", "program hello; begin end.");
    List<Path> objects =
        Stream.of("a", "b", "c", "d")
            .parallel()
            .map(name -> concurrentBuild(program, name))
            .toList();

    assertThat(objects).containsOnly(objects.get(0));
  }

  private Path concurrentBuild(Path program, String name) {
    try {
      var request =
          CompileRequest.builder(program, folder.resolve(name), TinyKernel.sources())
              .cacheDirectory(folder.resolve("cache"))
              .build();
      return kernelObject(compiler.compile(request));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static Path kernelObject(CompileResult result) {
    return result.linkInputs().stream()
        .filter(input -> input.origin() == LinkInput.Origin.KERNEL)
        .findFirst()
        .orElseThrow()
        .file();
  }

  @Test
  @DisplayName("Units that an option adds are added beside the kernel's")
  void unitsOfOption() throws Exception {
    Path program = source("added.pas", "program added; begin WriteLn(IntToStr(5)) end.");

    CompileResult result =
        compile(program, b -> b.options(List.of("-Fasysutils,classes")).units(List.of("memory")));

    assertThat(result.ok()).as("%s", result.diagnostics()).isTrue();
    assertThat(names(result, LinkInput.Origin.PROGRAM)).contains("sysutils.o", "classes.o");
    assertThat(names(result, LinkInput.Origin.KERNEL)).contains("memory.o");
  }
}
