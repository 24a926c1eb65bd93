// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObjectReader;

/** The long form of the truncations in LimitsTest: all objects of the corpus. */
@Tag("long")
class TruncationTest {

  @Test
  @DisplayName("Every object that is cut at any byte is refused with the file's name")
  void everyByte(TestReporter reporter) throws Exception {
    long cuts = 0;
    for (Path file : Corpus.objects()) {
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length++) {
        assertRefused(Arrays.copyOf(whole, length));
        cuts++;
      }
    }
    reporter.publishEntry("truncations", Long.toString(cuts));
    assertThat(cuts).isPositive();
  }

  private static void assertRefused(byte[] object) {
    try {
      ElfObjectReader.read(ByteView.of("cut.o", object));
    } catch (ElfFormatException e) {
      assertThat(e.source()).isEqualTo("cut.o");
      return;
    }
    throw new AssertionError("accepted at " + object.length + " bytes");
  }
}
