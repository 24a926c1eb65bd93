// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InBandMarksTest {

  private static final String MARK = "\u001b_Tx1 0\u001b\\";

  private final StringBuilder console = new StringBuilder();
  private final List<String> marks = new ArrayList<>();

  @Test
  @DisplayName("a mark is taken out wherever the bytes are cut")
  void cutAnywhere() {
    String whole = "before" + MARK + "after" + MARK;
    for (int cut = 0; cut <= whole.length(); cut++) {
      split(whole.substring(0, cut), whole.substring(cut));
      assertThat(console).hasToString("beforeafter");
      assertThat(marks).hasSize(2).containsOnly("x1 0");
    }
  }

  @Test
  @DisplayName("other escape sequences pass")
  void otherSequences() {
    for (String text :
        List.of(
            "\u001b[1mbold\u001b[0m",
            "\u001b\u001b_",
            "\u001b_T",
            "\u001b_T\u001b\\",
            "\u001b_Title\u001b\\",
            "\u001b_title\u001b\\",
            "\u001b_Tx1 0\n\u001b\\",
            "\u001b_Tx1 0\u001b",
            "\u001b_Tnever ends",
            "\u001b\\")) {
      split(text);
      assertThat(console).hasToString(text);
      assertThat(marks).isEmpty();
    }
  }

  @Test
  @DisplayName("an escape that begins again inside a false start is seen")
  void falseStart() {
    split("\u001b_T" + MARK + "\u001b" + MARK + "\u001b_Tx1\u001b" + MARK);

    assertThat(console).hasToString("\u001b_T\u001b\u001b_Tx1\u001b");
    assertThat(marks).hasSize(3);
  }

  @Test
  @DisplayName("an unending mark is console, and memory stays bounded")
  void unending() {
    String text = "\u001b_T" + "x".repeat(100_000);
    split(text);

    assertThat(console).hasToString(text);
  }

  @Test
  @DisplayName("random bytes in random pieces pass unchanged")
  void randomBytes() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        text.append("\u001b_Ty\\[\u0000\u00ff".charAt(random.nextInt(8)));
      }
      int first = random.nextInt(300);
      split(text.substring(0, first), text.substring(first));
      assertThat(console).hasToString(text.toString());
    }
  }

  private void split(String... pieces) {
    console.setLength(0);
    marks.clear();
    InBandMarks splitter =
        new InBandMarks(
            new InBandMarks.Sink() {
              @Override
              public void console(byte[] bytes, int offset, int length) {
                console.append(new String(bytes, offset, length, ISO_8859_1));
              }

              @Override
              public boolean markLine(String line) {
                return MarkParser.parse(line, 0).isPresent() && marks.add(line);
              }
            });
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(ISO_8859_1);
      splitter.accept(bytes, 0, bytes.length);
    }
    splitter.finish();
  }
}
