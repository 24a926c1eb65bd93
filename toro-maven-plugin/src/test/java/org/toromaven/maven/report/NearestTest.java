// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES =
      List.of("boot", "boots", "compiler", "image", "program", "units", "vmm");

  @Test
  void findsATypingErrorInAnyCase() {
    assertThat(Nearest.to("Progam", NAMES)).containsExactly("program");
  }

  @Test
  void putsTheClosestFirst() {
    assertThat(Nearest.to("bots", NAMES)).startsWith("boots");
  }

  @Test
  void findsANameInsideAnother() {
    assertThat(Nearest.to("imageFormat", NAMES)).containsExactly("image");
  }

  @Test
  void saysNothingRatherThanNonsense() {
    assertThat(Nearest.to("frobnicate", NAMES)).isEmpty();
  }
}
