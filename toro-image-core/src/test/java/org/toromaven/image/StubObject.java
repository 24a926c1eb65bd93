// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_32;

import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;

/** What a boot stub gives an image: the multiboot header, the PVH note and the entries. */
public final class StubObject {

  /** The multiboot header: magic, flags and checksum (Multiboot 3.1.1). */
  private static final int[] MULTIBOOT_HEADER = {
    0x02, 0xB0, 0xAD, 0x1B, 3, 0, 0, 0, 0xFB, 0x4F, 0x52, 0xE4
  };

  private StubObject() {}

  /** Makes the object; its entries are one {@code hlt} each. */
  public static ObjectFiles make() {
    return object(MULTIBOOT_HEADER);
  }

  /** Makes the object with another multiboot header. */
  public static ObjectFiles object(int... header) {
    return ObjectFiles.object()
        .section(".multiboot", SectionType.PROGBITS, SectionFlag.ALLOC, 4, header)
        .function("toro_multiboot_entry", 0xF4)
        .function("toro_pvh_entry", 0xF4)
        .function("toro_linux64_entry", 0xF4)
        .section(
            ".note.toro.pvh",
            SectionType.NOTE,
            SectionFlag.ALLOC,
            4,
            new int[] {4, 0, 0, 0, 4, 0, 0, 0, 18, 0, 0, 0, 'X', 'e', 'n', 0, 0, 0, 0, 0})
        .symbol("", SymbolEntry.STB_LOCAL, SymbolEntry.STT_SECTION, 5, 0, 0)
        .relocate(5, 16, R_X86_64_32, "toro_pvh_entry", 0);
  }
}
