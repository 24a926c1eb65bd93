// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  @Test
  @DisplayName("on a terminal one line is written again and again, and taken away at the end")
  void terminal() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (ProgressLine line = ProgressLine.onTerminal(screen)) {
      line.at(1, 20, "a");
      line.at(2, 20, "b");
    }
    assertThat(screen.toString(UTF_8)).isEqualTo("\r\u001b[K1/20 a\r\u001b[K2/20 b\r\u001b[K");
  }

  @Test
  @DisplayName("without a terminal there are plain lines, one at each tenth")
  void plain() {
    List<String> lines = new ArrayList<>();
    try (ProgressLine line = ProgressLine.plain(lines::add)) {
      for (int done = 0; done <= 200; done++) {
        line.at(done, 200, "boots");
      }
    }
    assertThat(lines)
        .hasSize(11)
        .startsWith("0/200 boots", "20/200 boots")
        .endsWith("200/200 boots");
  }
}
