// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerLocatorTest {
  @TempDir Path folder;

  private Path program(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private CompilerSearch search(Path explicit, Path toolchain, String variable, String path) {
    return new CompilerSearch(
        Optional.ofNullable(explicit),
        Optional.ofNullable(toolchain),
        Map.of("TORO_FPC", variable, "PATH", path));
  }

  @Test
  @DisplayName("The configuration wins, then the toolchain, TORO_FPC and PATH")
  void order() throws Exception {
    Path a = program("a/fpc");
    Path b = program("b/fpc");
    Path c = program("c/fpc");
    Path d = program("d/fpc");
    String path = folder.resolve("nothing") + ":" + d.getParent();

    assertThat(FreePascal.locate(search(a, b, c.toString(), path)))
        .returns(a, FreePascal::executable)
        .returns("configuration", FreePascal::source);
    assertThat(FreePascal.locate(search(null, b, c.toString(), path)))
        .returns(b, FreePascal::executable)
        .returns("toolchain", FreePascal::source);
    assertThat(FreePascal.locate(search(null, null, c.toString(), path)))
        .returns(c, FreePascal::executable)
        .returns("TORO_FPC", FreePascal::source);
    assertThat(FreePascal.locate(search(null, null, "", path)))
        .returns(d, FreePascal::executable)
        .returns("PATH", FreePascal::source);
  }

  @Test
  @DisplayName("A compiler that is named but missing is an error, not a reason to look further")
  void namedButMissing() throws Exception {
    Path d = program("d/fpc");
    Path missing = folder.resolve("missing/fpc");

    assertThatThrownBy(() -> FreePascal.locate(search(missing, null, "", d.getParent().toString())))
        .isInstanceOf(CompilerNotFoundException.class)
        .hasMessageContaining(missing + " (from configuration): no such file")
        .hasMessageContaining("apt install fpc");
  }

  @Test
  @DisplayName("Without any compiler the message says what to install")
  void none() {
    assertThatThrownBy(() -> FreePascal.locate(search(null, null, "", folder.toString())))
        .isInstanceOf(CompilerNotFoundException.class)
        .hasMessageContaining("no fpc on PATH (" + folder + ")")
        .hasMessageContaining("apt install fpc");
  }

  @Test
  @DisplayName("The compiler proper is started without its driver where it lies beside it")
  void driverIsSkipped() throws Exception {
    Path driver = program("d/fpc");
    FreePascal alone = FreePascal.locate(search(driver, null, "", ""));
    assertThat(alone.compilerProper()).isEqualTo(driver);

    Path proper = program("d/ppcx64");
    assertThat(alone.compilerProper()).isEqualTo(proper);
  }
}
