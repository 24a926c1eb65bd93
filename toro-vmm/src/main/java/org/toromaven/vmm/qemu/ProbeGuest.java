// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The smallest guest that shows whether an acceleration is good for anything: it uses the FPU and
 * SSE (where KVM on some nested hosts stops the guest), writes {@code B}, waits until the
 * time-stamp counter has gone {@link #TICKS} further, writes {@code E}, and ends the machine with
 * 0x10.
 */
final class ProbeGuest {

  /** Bytes written. */
  static final int BYTES = 200;

  /** Ticks of the time-stamp counter between two bytes. */
  static final long TICKS = 0x20_0000;

  private static final int ADDRESS = 0x100000;
  private static final int ELF_HEADERS_BYTES = 52 + 32;
  private static final int MULTIBOOT_HEADER_BYTES = 12;
  private static final int MULTIBOOT_MAGIC = 0x1bad_b002;

  /** 32-bit code, position independent (Intel SDM 2). */
  private static final String CODE =
      "0f20e0" // mov eax, cr4
          + "0d00060000" // or eax, OSFXSR | OSXMMEXCPT
          + "0f22e0" // mov cr4, eax
          + "0f20c0" // mov eax, cr0
          + "83e0fb" // and eax, not EM
          + "83c802" // or eax, MP
          + "0f22c0" // mov cr0, eax
          + "dbe3" // fninit
          + "d9e8" // fld1
          + "d8c0" // fadd st0, st0
          + "ddd8" // fstp st0
          + "0f57c0" // xorps xmm0, xmm0
          + "bbc7000000" // mov ebx, BYTES - 1
          + "0f31" // rdtsc
          + "89c6" // mov esi, eax
          + "89d7" // mov edi, edx
          + "baf8030000" // next: mov edx, 0x3f8
          + "b054" // mov al, 'T'
          + "ee" // out dx, al
          + "0f31" // wait: rdtsc
          + "29f0" // sub eax, esi
          + "19fa" // sbb edx, edi
          + "3d00002000" // cmp eax, TICKS
          + "72f3" // jb wait
          + "81c600002000" // add esi, TICKS
          + "83d700" // adc edi, 0
          + "4b" // dec ebx
          + "79df" // jns next
          + "baf4000000" // mov edx, 0xf4
          + "b010" // mov al, 0x10
          + "ee" // out dx, al
          + "f4" // rest: hlt
          + "ebfd"; // jmp rest

  private ProbeGuest() {}

  /** The image: elf32, multiboot (Multiboot 0.6.96, 3.1). */
  static byte[] image() {
    byte[] code = HexFormat.of().parseHex(CODE);
    int size = ELF_HEADERS_BYTES + MULTIBOOT_HEADER_BYTES + code.length;
    ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    putElfHeader(image);
    putProgramHeader(image, size);
    image.putInt(MULTIBOOT_MAGIC).putInt(0).putInt(-MULTIBOOT_MAGIC);
    return image.put(code).array();
  }

  /** Elf32_Ehdr (gABI 4): ET_EXEC, EM_386, one program header. */
  private static void putElfHeader(ByteBuffer image) {
    image.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    image.putShort((short) 2).putShort((short) 3).putInt(1);
    image.putInt(ADDRESS + ELF_HEADERS_BYTES + MULTIBOOT_HEADER_BYTES);
    image.putInt(52).putInt(0).putInt(0);
    image.putShort((short) 52).putShort((short) 32).putShort((short) 1);
    image.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  /** Elf32_Phdr (gABI 5): PT_LOAD of the whole file, readable and executable. */
  private static void putProgramHeader(ByteBuffer image, int size) {
    image.putInt(1).putInt(0).putInt(ADDRESS).putInt(ADDRESS);
    image.putInt(size).putInt(size).putInt(5).putInt(4096);
  }
}
