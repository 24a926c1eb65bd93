// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's sine, cosine and tangent, compiled for Linux, against the x87 of this core. Cores
 * themselves are not exact to the last bit, and those of different makers differ in it.
 */
@DisplayName("Sine, cosine and tangent on Linux")
class TrigonometryTest {
  private static final Path SOURCE =
      Path.of("src/test/hosted/trigonometry/trigonometry.pas").toAbsolutePath();
  private static final Path UNITS = Path.of("src/main/pascal/core").toAbsolutePath();
  private static final String COUNT = "200000";

  @TempDir private Path folder;

  private String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  @DisplayName("differ from the core's by at most one in the last place, and seldom")
  void agree() throws Exception {
    run(List.of("fpc", "-O2", "-FE" + folder, "-FU" + folder, "-Fu" + UNITS, SOURCE.toString()));
    String output = run(List.of(folder.resolve("trigonometry").toString(), "1", COUNT));

    assertThat(output.lines().map(line -> line.split(" ")).toList())
        .hasSize(4)
        .allSatisfy(
            words -> {
              if (words[0].equals("refused")) {
                assertThat(words[1]).isEqualTo("0");
              } else {
                assertThat(Integer.parseInt(words[1])).as(words[0]).isGreaterThan(900);
                assertThat(Long.parseLong(words[2])).as(words[0]).isLessThanOrEqualTo(1);
              }
            });
  }
}
