// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ByteTailTest {

  @Test
  @DisplayName("keeps exactly the last bytes, whatever the pieces")
  void pieces() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      ByteTail tail = new ByteTail(16);
      StringBuilder all = new StringBuilder();
      for (int piece = 0; piece < 6; piece++) {
        String text = "abcdefghijklmnopqrstuvwxyz0123456789".substring(random.nextInt(36));
        tail.append(text.getBytes(UTF_8), 0, text.length());
        all.append(text);
      }
      assertThat(tail.writtenBytes()).isEqualTo(all.length());
      assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - 16)));
    }
  }
}
