// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A link allocates at most six times the bytes of its inputs, from reading the files to debug
 * information and map: with no garbage collected at all it needs no more memory than that.
 */
class LinkMemoryTest {

  private static final int TIMES_MAX = 6;

  @TempDir private Path folder;

  private OtherLinkers tools;

  @BeforeEach
  void prepare() {
    tools = new OtherLinkers(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "hello, ''",
    "text, 'uses SysUtils, Classes, StrUtils;'",
    "server, 'uses fphttpserver;'"
  })
  @DisplayName("All that a link allocates is at most six times the bytes of its inputs")
  void allocation(String name, String uses, TestReporter reporter) throws Exception {
    Files.writeString(folder.resolve(name + ".pas"), uses + " begin WriteLn('Hello'); end.");
    tools.run("fpc", "-v0", "-Cn", "-CX", "-XX", name + ".pas");
    List<InputFile> inputs = inputs();
    long inputBytes = 0;
    for (InputFile input : inputs) {
      inputBytes += Files.size(input.path());
    }
    // The first link also loads classes, which are the tool's and not the link's.
    allocatedBytes(inputs);

    long allocated = allocatedBytes(inputs);

    reporter.publishEntry(
        name,
        String.format("%,d of %,d: %.2f", allocated, inputBytes, (double) allocated / inputBytes));
    assertThat(allocated).isLessThanOrEqualTo(TIMES_MAX * inputBytes);
  }

  private List<InputFile> inputs() throws Exception {
    List<InputFile> inputs = new ArrayList<>();
    try (var scripts = Files.newDirectoryStream(folder, "link*.res")) {
      for (Path script : scripts) {
        for (String line : Files.readAllLines(script, StandardCharsets.ISO_8859_1)) {
          if (line.endsWith(".o")) {
            inputs.add(new InputFile(folder.resolve(line), Origin.PROGRAM));
          }
        }
      }
    }
    return inputs;
  }

  private static long allocatedBytes(List<InputFile> inputs) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    LinkedImage image =
        Linker.link(
            new LinkRequest(
                inputs, List.of("_start"), Overrides.NONE, LinkRequest.IMAGE_BASE, Set.of()));
    assertThat(image.debugSections()).isNotEmpty();
    assertThat(image.map()).contains("_start");
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
