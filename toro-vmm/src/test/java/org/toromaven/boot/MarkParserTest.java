// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MarkParserTest {

  @Test
  @DisplayName("the letters are those of docs/BOOT-ABI.md")
  void letters() throws IOException {
    String page = Files.readString(Path.of("../docs/BOOT-ABI.md"));
    Matcher row = Pattern.compile("(?m)^\\| `(\\S)` \\| `(\\w+)` \\| ").matcher(page);
    int rows = 0;
    while (row.find()) {
      assertThat(MarkParser.parse(row.group(1) + "0", 0).orElseThrow().name())
          .isEqualTo(row.group(2));
      rows++;
    }
    assertThat(rows).isEqualTo(8);
  }

  @Test
  @DisplayName("stamp and value of a line")
  void line() {
    assertThat(MarkParser.parse("x1a2b 3", 7)).hasValue(new Mark(Mark.EXIT, 0x1a2b, "3", 7));
    assertThat(MarkParser.parse("!ffffffffffffffff no memory left", 7))
        .hasValue(new Mark(Mark.PANIC, -1, "no memory left", 7));
    assertThat(MarkParser.parse("y0", 7)).hasValue(new Mark("y", 0, "", 7));
  }

  @Test
  @DisplayName("any other line is no mark")
  void none() {
    for (String line :
        new String[] {"", "x", "x g", "X1A", "x12345678901234567", "\u00e41", "x1\n"}) {
      assertThat(MarkParser.parse(line, 0)).as(line).isEmpty();
    }
  }
}
