// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every program of the corpus writes the same bytes and ends with the same exit code natively and
 * as an appliance. {@code -Dtoro.corpus=words} runs only those whose names hold the word.
 */
@Execution(ExecutionMode.CONCURRENT)
class CorpusTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("toro.corpusFolder", Workshop.TESTS.resolve("corpus").toString()));

  @TestFactory
  Stream<DynamicTest> programs() throws IOException {
    String wanted = System.getProperty("toro.corpus", "");
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files
          .filter(file -> file.toString().endsWith(".pas"))
          .filter(file -> file.getFileName().toString().contains(wanted))
          .sorted()
          .map(file -> DynamicTest.dynamicTest(name(file), () -> compare(file)))
          .toList()
          .stream();
    }
  }

  private static String name(Path program) {
    return program.getFileName().toString().replaceFirst("\\.pas$", "");
  }

  /** Runs a program both ways and compares. */
  static void compare(Path program) throws Exception {
    String name = name(program);
    Path folder = Workshop.folder("corpus/" + name);
    ProgramSettings settings = ProgramSettings.read(program.resolveSibling(name + ".properties"));
    Path input = program.resolveSibling(name + ".in");
    if (Files.exists(input)) {
      settings = settings.withInput(Files.readString(input, StandardCharsets.ISO_8859_1));
    }

    ProgramRun expected =
        NativeProgram.run(
            NativeProgram.build(program, folder),
            Files.exists(input) ? input : Path.of("/dev/null"),
            settings);
    Path image = Workshop.get().image(program, settings.units(), folder);
    ProgramRun actual = Appliance.run(image, settings, settings.machines().get(0), 1, folder);

    assertThat(actual.withoutAddresses()).isEqualTo(expected.withoutAddresses());
  }
}
