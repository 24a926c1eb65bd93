// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes disks with a master boot record: four entries of 16 bytes at 446, and 55 AA at 510. */
final class Partitioned {
  private static final int SECTOR_BYTES = 512;
  private static final int FIRST_SECTOR = 2048;
  private static final int ENTRIES_AT = 446;
  private static final byte KIND_FAT16 = 6;

  private Partitioned() {}

  /** A disk whose first partition is the volume. */
  static Path disk(Path disk, Path volume) throws IOException {
    byte[] content = Files.readAllBytes(volume);
    ByteBuffer bytes =
        ByteBuffer.allocate(FIRST_SECTOR * SECTOR_BYTES + content.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ENTRIES_AT + 4, KIND_FAT16);
    bytes.putInt(ENTRIES_AT + 8, FIRST_SECTOR);
    bytes.putInt(ENTRIES_AT + 12, content.length / SECTOR_BYTES);
    bytes.putShort(SECTOR_BYTES - 2, (short) 0xAA55);
    bytes.position(FIRST_SECTOR * SECTOR_BYTES).put(content);
    return Files.write(disk, bytes.array());
  }
}
