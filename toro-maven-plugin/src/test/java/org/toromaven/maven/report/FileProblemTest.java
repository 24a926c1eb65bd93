// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FileProblemTest {

  @Test
  @DisplayName("Says what is wrong with a file where Java says its name alone")
  void named() {
    assertThat(FileProblem.text(new NoSuchFileException("/a/b")))
        .isEqualTo("/a/b: no such file or folder");
    assertThat(FileProblem.text(new AccessDeniedException("/a/b")))
        .isEqualTo("/a/b: no permission: check who owns it and its folder");
  }

  @Test
  @DisplayName("Leaves a text that says all as it is, and never loses the kind of the others")
  void others() {
    assertThat(FileProblem.text(new IOException("/a: no such disk image: mvn package makes it")))
        .isEqualTo("/a: no such disk image: mvn package makes it");
    assertThat(FileProblem.text(new FileSystemException("/a", null, "No space left on device")))
        .isEqualTo("/a: No space left on device");
    assertThat(FileProblem.text(new EOFException("x"))).isEqualTo("java.io.EOFException: x");
    assertThat(FileProblem.text(new IOException((String) null))).isEqualTo("java.io.IOException");
  }
}
