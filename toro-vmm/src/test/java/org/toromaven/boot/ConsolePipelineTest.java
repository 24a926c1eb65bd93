// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePipelineTest {

  @TempDir Path folder;

  @Test
  @DisplayName("a full disk under a console that the VMM writes itself is told")
  void fullDisk() throws Exception {
    Path file = Files.createFile(folder.resolve("console"));
    Observations observations = new Observations(Expectations.SUCCESS, BootListener.NONE);
    try (ConsolePipeline pipeline = ConsolePipeline.plain(file, observations, BootListener.NONE)) {
      pipeline.accept("up\n".getBytes(US_ASCII), 3, 1);
      pipeline.finish();
      assertThat(pipeline.log().problem()).isEmpty();

      pipeline.noteFullDisk(0);
      assertThat(pipeline.log().problem())
          .hasValue(file + ": the disk is full, so the console may be incomplete");
    }
  }
}
