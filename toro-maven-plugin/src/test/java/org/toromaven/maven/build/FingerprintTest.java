// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  @TempDir Path folder;

  private final Fingerprint before =
      Fingerprint.builder().value("the compiler", "3.2.2").value("<units>", "A,B").build();

  @Test
  void equalPartsAreNoChange() {
    Fingerprint same =
        Fingerprint.builder().value("the compiler", "3.2.2").value("<units>", "A,B").build();
    assertThat(same.changeSince(before)).isEmpty();
  }

  @Test
  void theFirstDifferenceIsTheReason() {
    Fingerprint now =
        Fingerprint.builder().value("the compiler", "3.2.3").value("<units>", "A").build();
    assertThat(now.changeSince(before)).contains("the compiler changed");
  }

  @Test
  void aPartMayBeNewOrGone() {
    Fingerprint more =
        Fingerprint.builder()
            .value("the compiler", "3.2.2")
            .value("<units>", "A,B")
            .value("src/X.pas", "1")
            .build();
    assertThat(more.changeSince(before)).contains("src/X.pas is new");
    assertThat(before.changeSince(more)).contains("src/X.pas is gone");
  }

  @Test
  void survivesItsFile() {
    assertThat(before.changeSince(Fingerprint.of(before.toJson()))).isEmpty();
  }

  @Test
  void aFileCountsByItsContentNotItsTime() throws IOException {
    Path file = Files.writeString(folder.resolve("a.pas"), "begin end.");
    Fingerprint first = Fingerprint.builder().content("a.pas", file).build();
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
    assertThat(Fingerprint.builder().content("a.pas", file).build().changeSince(first)).isEmpty();
    Files.writeString(file, "begin Halt end.");
    assertThat(Fingerprint.builder().content("a.pas", file).build().changeSince(first))
        .contains("a.pas changed");
  }
}
