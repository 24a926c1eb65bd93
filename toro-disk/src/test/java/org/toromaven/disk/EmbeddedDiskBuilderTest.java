// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Disks in the image")
class EmbeddedDiskBuilderTest {
  private static final int DATA_AT = 64;

  @TempDir Path folder;

  @Test
  @DisplayName("become one object: their sizes, then each at a multiple of 16")
  void object() throws Exception {
    Path first = Files.write(folder.resolve("first.img"), new byte[] {1, 2, 3, 4, 5});
    Path second = Files.write(folder.resolve("second.img"), new byte[] {6, 7});
    Path object = folder.resolve("disks.o");
    EmbeddedDiskBuilder.build(object, List.of(first, second));

    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(object)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(elf.getInt(0)).isEqualTo(0x464C457F);
    assertThat(elf.getLong(DATA_AT)).isEqualTo(2);
    assertThat(elf.getLong(DATA_AT + 8)).isEqualTo(5);
    assertThat(elf.getLong(DATA_AT + 16)).isEqualTo(2);
    assertThat(elf.get(DATA_AT + 32)).isEqualTo((byte) 1);
    assertThat(elf.get(DATA_AT + 36)).isEqualTo((byte) 5);
    assertThat(elf.get(DATA_AT + 48)).isEqualTo((byte) 6);
  }

  @Test
  @DisplayName("are refused when they are larger than 1 GiB together, with the way out")
  void limit() throws Exception {
    Path large = folder.resolve("large.img");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(EmbeddedDiskBuilder.LIMIT_BYTES);
    }
    assertThatThrownBy(() -> EmbeddedDiskBuilder.build(folder.resolve("disks.o"), List.of(large)))
        .isInstanceOf(DiskException.class)
        .hasMessageContaining("larger than 1 GiB")
        .hasMessageContaining("large.img")
        .hasMessageContaining("bus ram");
  }
}
