// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineScannerTest {

  private final List<String> shown = new ArrayList<>();
  private final LineScanner scanner =
      new LineScanner((text, complete) -> shown.add(text + (complete ? "|" : "...")));

  @Test
  @DisplayName("lines end with LF or CR LF, an unfinished one is shown as it grows")
  void lines() {
    feed("one\r\ntwo\nth");
    feed("ree");
    scanner.finish();

    assertThat(shown).containsExactly("one|", "two|", "th...", "three...", "three|");
  }

  @Test
  @DisplayName("a character cut in two is whole in the line")
  void cutCharacter() {
    byte[] bytes = "ö\n".getBytes(UTF_8);
    scanner.accept(bytes, 0, 1);
    scanner.accept(bytes, 1, 2);

    assertThat(shown).endsWith("ö|");
  }

  @Test
  @DisplayName("a line without end is cut, and not looked at for each byte")
  void endless() {
    for (int i = 0; i < 200_000; i++) {
      feed("x");
    }
    scanner.finish();

    List<String> complete = shown.stream().filter(text -> text.endsWith("|")).toList();
    assertThat(complete).hasSize(4);
    assertThat(complete.get(0)).hasSize(65_537);
    assertThat(shown).hasSizeLessThan(5_000);
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    scanner.accept(bytes, 0, bytes.length);
  }
}
