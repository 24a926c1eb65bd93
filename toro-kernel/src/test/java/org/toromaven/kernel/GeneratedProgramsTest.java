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

/**
 * Generated programs behave as on Linux. {@code -Dtoro.seed} and {@code -Dtoro.programs} choose
 * which and how many.
 */
@Tag("long")
class GeneratedProgramsTest {

  @TestFactory
  Stream<DynamicTest> programs() {
    int first = Integer.getInteger("toro.seed", 1);
    int count = Integer.getInteger("toro.programs", 50);
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
