// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Generated programs behave as on Linux. {@code -Dtoro.seed} and {@code -Dtoro.programs} choose
 * which and how many the long form runs.
 */
@Execution(ExecutionMode.CONCURRENT)
class GeneratedProgramsTest {
  private static final int IN_THE_SUITE = 4;

  @TestFactory
  Stream<DynamicTest> few() {
    return programs(1, IN_THE_SUITE);
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> many() {
    int first = Integer.getInteger("toro.seed", IN_THE_SUITE + 1);
    return programs(first, Integer.getInteger("toro.programs", 200));
  }

  private static Stream<DynamicTest> programs(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> check(seed)));
  }

  private static void check(int seed) throws Exception {
    CorpusTest.compare(write(seed, Workshop.folder("generated")));
  }

  private static Path write(int seed, Path folder) throws IOException {
    String name = "generated_" + seed;
    String text = new PascalGenerator(seed).program(name);
    return Files.writeString(folder.resolve(name + ".pas"), text);
  }
}
