// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver does when a compiler misbehaves, shown with shell scripts in its place. */
class FakeCompilerTest {
  @TempDir Path folder;

  /** Runs a script that stands for the compiler; it does its work in the folder after -FE. */
  private CompileResult compile(String script, Duration timeout) throws Exception {
    Path fake = folder.resolve("fake");
    String findOutput =
        "#!/bin/sh\nfor a in \"$@\"; do case \"$a\" in -FE*) out=\"${a#-FE}\";; esac; done\n";
    Files.writeString(fake, findOutput + script);
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    Path program = Files.writeString(folder.resolve("hello.pas"), "program hello; begin end.");
    var search = new CompilerSearch(Optional.of(fake), Optional.empty(), Map.of());
    var request =
        CompileRequest.builder(program, folder.resolve("out"), TinyKernel.sources())
            .cacheDirectory(folder.resolve("cache"))
            .timeout(timeout)
            .build();
    return FreePascal.locate(search).compile(request);
  }

  private CompileResult compile(String script) throws Exception {
    return compile(script, Duration.ofMinutes(1));
  }

  /** Succeeds for the kernel, then does what a test wants for the program. */
  private static String kernelThen(String program) {
    return """
        case "$out" in
        */units) : > "$out/toro_all_units.o"; echo 'INPUT(' > "$out/link1.res"; exit 0 ;;
        esac
        """
        + program;
  }

  @Test
  @DisplayName("Stale link scripts are removed and the new one is read")
  void staleLinkScripts() throws Exception {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/link77.res"), "INPUT(\nold.o\n)\n");

    CompileResult result =
        compile(
            kernelThen(
                "printf '%s\\n' 'INPUT(' new.o '\"two words.o\"' '\"a \\\"q\\\".o\"' ')'"
                    + " > \"$out/link5.res\"\n"));

    assertThat(result.linkInputs())
        .filteredOn(input -> input.origin() == LinkInput.Origin.PROGRAM)
        .extracting(input -> input.file().getFileName().toString())
        .containsExactly("new.o", "two words.o", "a \"q\".o");
  }

  @Test
  @DisplayName("A compiler that leaves no link script is an error of the tool")
  void noLinkScript() {
    assertThatThrownBy(() -> compile(kernelThen("exit 0\n")))
        .isInstanceOf(CompilerException.class)
        .hasMessage(
            folder.resolve("out")
                + ": the compiler left 0 link scripts (link*.res), expected 1; is it Free Pascal's"
                + " own compiler?");
  }

  @Test
  @DisplayName("Two link scripts are those of two builds at once")
  void twoLinkScripts() {
    String two = "for n in 1 2; do printf 'INPUT(\\n)\\n' > \"$out/link$n.res\"; done\n";
    assertThatThrownBy(() -> compile(kernelThen(two)))
        .isInstanceOf(CompilerException.class)
        .hasMessage(
            folder.resolve("out")
                + ": the compiler left 2 link scripts (link*.res), expected 1; does another build"
                + " work in this folder? Wait for it, then build again");
  }

  @Test
  @DisplayName("A compiler that cannot compile the kernel is told beside the one that can")
  void oldCompiler() {
    String old = "case \"$*\" in *-iVTPTO*) echo 3.0.4 i386 linux; exit 0;; esac\nexit 1\n";
    assertThatThrownBy(() -> compile(old))
        .isInstanceOf(CompilerException.class)
        .hasMessageContaining("cannot compile the kernel in ")
        .hasMessageEndingWith(
            "(exit code 1)\nThe kernel needs Free Pascal 3.2.2 for x86_64 linux;"
                + " this compiler says: 3.0.4 i386 linux");
  }

  @Test
  @DisplayName("A compiler that dies without a message is an error that shows its last words")
  void internalError() {
    assertThatThrownBy(() -> compile(kernelThen("echo Segmentation fault >&2; exit 139\n")))
        .isInstanceOf(CompilerException.class)
        .hasMessageContaining("exit code 139")
        .hasMessageContaining("Segmentation fault");
  }

  @Test
  @DisplayName("A compiler that never ends is ended with its children")
  void neverEnds() {
    assertThatThrownBy(
            () -> compile(kernelThen("cat /dev/zero | cat > /dev/null\n"), Duration.ofMillis(800)))
        .isInstanceOf(CompilerException.class)
        .hasMessageContaining("did not end within");
    // A killed process takes a moment to go; one that was not killed would stay for ever.
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/cat"))
        .forEach(process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
  }

  @Test
  @DisplayName("Arguments with blanks and quotes reach the compiler as they are")
  void arguments() throws Exception {
    Path log = folder.resolve("log");
    String script = kernelThen("for a in \"$@\"; do echo \"$a\" >> '" + log + "'; done; exit 1\n");

    assertThatThrownBy(() -> compile(script)).isInstanceOf(CompilerException.class);
    assertThat(Files.readAllLines(log))
        .contains(
            "-FaToro.ProgramName,Toro.Kernel", "-Cn", "hello.pas", "-FU" + folder.resolve("out"));
  }
}
