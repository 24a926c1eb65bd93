// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Makes disks with a master boot record (four entries of 16 bytes at 446, and 55 AA at 510), alone
 * or with the chain of an extended partition, or with a GUID partition table (UEFI 2.10, 5.3).
 */
final class Partitioned {
  private static final int SECTOR_BYTES = 512;
  private static final int FIRST_SECTOR = 2048;
  private static final int ENTRIES_AT = 446;
  private static final int ENTRY_BYTES = 16;
  private static final byte KIND_EXTENDED = 5;
  private static final byte KIND_FAT16 = 6;
  private static final byte KIND_PROTECTIVE = (byte) 0xEE;
  private static final int GPT_ENTRY_BYTES = 128;
  private static final int GPT_ENTRIES = 128;
  private static final int GPT_HEADER_BYTES = 92;

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

  /**
   * A disk without a primary partition, whose third logical one is the volume; the chain then goes
   * on in a circle.
   */
  static Path logical(Path disk, Path volume) throws IOException {
    byte[] content = Files.readAllBytes(volume);
    int extended = 64;
    int last = FIRST_SECTOR - 1;
    int sectors = FIRST_SECTOR + content.length / SECTOR_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(sectors * SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    putEntry(bytes, 0, 0, KIND_EXTENDED, extended, sectors - extended);
    putEntry(bytes, extended, 0, KIND_FAT16, 1, 8);
    putEntry(bytes, extended, 1, KIND_EXTENDED, 100, 9);
    putEntry(bytes, extended + 100, 0, KIND_FAT16, 1, 8);
    putEntry(bytes, extended + 100, 1, KIND_EXTENDED, last - extended, sectors - last);
    putEntry(bytes, last, 0, KIND_FAT16, 1, content.length / SECTOR_BYTES);
    putEntry(bytes, last, 1, KIND_EXTENDED, last - extended, sectors - last);
    bytes.position(FIRST_SECTOR * SECTOR_BYTES).put(content);
    return Files.write(disk, bytes.array());
  }

  private static void putEntry(
      ByteBuffer bytes, int sector, int number, byte kind, int first, int count) {
    int record = sector * SECTOR_BYTES;
    int entry = record + ENTRIES_AT + number * ENTRY_BYTES;
    bytes.put(entry + 4, kind).putInt(entry + 8, first).putInt(entry + 12, count);
    bytes.putShort(record + SECTOR_BYTES - 2, (short) 0xAA55);
  }

  /** A disk with a GUID partition table, whose second entry is the volume; without the backup. */
  static Path gpt(Path disk, Path volume) throws IOException {
    byte[] content = Files.readAllBytes(volume);
    int sectors = FIRST_SECTOR + content.length / SECTOR_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(sectors * SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ENTRIES_AT + 4, KIND_PROTECTIVE);
    bytes.putInt(ENTRIES_AT + 8, 1).putInt(ENTRIES_AT + 12, sectors - 1);
    bytes.putShort(SECTOR_BYTES - 2, (short) 0xAA55);
    int entry = 2 * SECTOR_BYTES + GPT_ENTRY_BYTES;
    // "Linux filesystem data", and an identity of its own.
    bytes.putLong(entry, 0x477284830FC63DAFL).putLong(entry + 8, 0xE47D47D8693D798EL);
    bytes.putLong(entry + 16, 1).putLong(entry + 24, 2);
    bytes.putLong(entry + 32, FIRST_SECTOR).putLong(entry + 40, sectors - 1L);
    putGptHeader(bytes, sectors);
    bytes.position(FIRST_SECTOR * SECTOR_BYTES).put(content);
    return Files.write(disk, bytes.array());
  }

  private static void putGptHeader(ByteBuffer bytes, int sectors) {
    int at = SECTOR_BYTES;
    bytes.putLong(at, 0x5452415020494645L).putInt(at + 8, 0x10000);
    bytes.putInt(at + 12, GPT_HEADER_BYTES).putLong(at + 24, 1).putLong(at + 32, sectors - 1L);
    bytes.putLong(at + 40, FIRST_SECTOR).putLong(at + 48, sectors - 1L);
    bytes.putLong(at + 72, 2).putInt(at + 80, GPT_ENTRIES).putInt(at + 84, GPT_ENTRY_BYTES);
    bytes.putInt(at + 88, crc(bytes, 2 * SECTOR_BYTES, GPT_ENTRIES * GPT_ENTRY_BYTES));
    bytes.putInt(at + 16, crc(bytes, at, GPT_HEADER_BYTES));
  }

  private static int crc(ByteBuffer bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes.duplicate().position(from).limit(from + length));
    return (int) crc.getValue();
  }

  /** Writes the only partition of such a disk into a file of its own. */
  static Path extract(Path disk, Path volume) throws IOException {
    byte[] content = Files.readAllBytes(disk);
    int start = FIRST_SECTOR * SECTOR_BYTES;
    return Files.write(volume, Arrays.copyOfRange(content, start, content.length));
  }
}
