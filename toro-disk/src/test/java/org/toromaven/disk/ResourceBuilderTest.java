// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Embedded folders")
class ResourceBuilderTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

  @TempDir Path folder;

  private ResourceResult build() throws IOException, DiskException {
    Path tree = Files.createDirectories(folder.resolve("tree/sub")).getParent();
    Files.writeString(tree.resolve("sub/text"), "contents", StandardCharsets.US_ASCII);
    Files.writeString(tree.resolve("zero"), "", StandardCharsets.US_ASCII);
    return ResourceBuilder.build(new ResourceRequest(folder.resolve("r.o"), tree, TIME));
  }

  @Test
  @DisplayName("become an object whose data section is a cpio archive")
  void object() throws IOException, DiskException {
    ResourceResult result = build();
    ByteBuffer elf =
        ByteBuffer.wrap(Files.readAllBytes(result.object())).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(elf.getInt(0)).isEqualTo(0x464C457F);
    assertThat(result.fileCount()).isEqualTo(3);
    byte[] archive = new byte[(int) result.archiveBytes()];
    elf.get(64, archive);
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("070701").contains("sub/text\0", "contents", "TRAILER!!!\0");
    assertThat(text).contains(String.format("%08X", TIME.getEpochSecond()));
  }

  @Test
  @DisplayName("give the same bytes whenever and wherever they were written")
  void reproducible() throws IOException, DiskException {
    byte[] first = Files.readAllBytes(build().object());
    Files.setLastModifiedTime(
        folder.resolve("tree/zero"), java.nio.file.attribute.FileTime.fromMillis(1));
    assertThat(Files.readAllBytes(build().object())).isEqualTo(first);
  }

  @Test
  @DisplayName("must exist")
  void missing() {
    Path none = folder.resolve("none");
    assertThatThrownBy(
            () -> ResourceBuilder.build(new ResourceRequest(folder.resolve("r.o"), none, TIME)))
        .isInstanceOf(DiskException.class)
        .hasMessageContaining(none.toString());
  }
}
