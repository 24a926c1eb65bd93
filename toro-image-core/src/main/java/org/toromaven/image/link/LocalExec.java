// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.X86_64Relocation;

/**
 * Turns every access to a thread-local variable into local exec (psABI B.1, "Linker Optimization";
 * the general dynamic, local dynamic, initial exec and descriptor sequences of psABI 3.4.6). One
 * image is one module, so that each variable has a fixed offset from the thread pointer: no call to
 * {@code __tls_get_addr} and no descriptor is left. The sequences have the sizes of what replaces
 * them, so that nothing moves.
 *
 * <p>Works on a section before anything else looks at its relocations: from here on a link knows
 * {@code TPOFF32} and {@code TPOFF64} only, and {@code GOTTPOFF} of instructions that cannot hold a
 * number.
 */
final class LocalExec {

  /** A section without dynamic sequences. */
  record Code(ByteView contents, List<RelocationEntry> relocations) {}

  /** {@code movq %fs:0, %rax; leaq x@tpoff(%rax), %rax} up to the offset. */
  private static final int[] GENERAL = {0x64, 0x48, 0x8B, 0x04, 0x25, 0, 0, 0, 0, 0x48, 0x8D, 0x80};

  /** {@code movq %fs:0, %rax}, with prefixes in front that make up the size of the sequence. */
  private static final int[] LOCAL = {0x66, 0x66, 0x66, 0x64, 0x48, 0x8B, 0x04, 0x25, 0, 0, 0, 0};

  private static final int[] LOCAL_LONG = {
    0x66, 0x66, 0x66, 0x66, 0x64, 0x48, 0x8B, 0x04, 0x25, 0, 0, 0, 0
  };

  /** {@code xchg %ax, %ax}. */
  private static final int[] NOP_2 = {0x66, 0x90};

  private static final long DISPLACEMENT_ADDEND = -4;

  private final ByteView contents;
  private final List<RelocationEntry> relocations;
  private final List<RelocationEntry> result = new ArrayList<>();
  private final byte[] code;

  private LocalExec(ByteView contents, List<RelocationEntry> relocations) {
    this.contents = contents;
    this.relocations = relocations;
    this.code = contents.copy();
  }

  /**
   * Rewrites a section of code.
   *
   * @param contents its bytes
   * @param relocations its relocations, in the order of the file
   * @return the section itself when it has no such sequence
   * @throws ElfFormatException when the instructions at a relocation are not those that the psABI
   *     lays down for it
   */
  static Code of(ByteView contents, List<RelocationEntry> relocations) throws ElfFormatException {
    for (RelocationEntry relocation : relocations) {
      if (isDynamic(relocation.type())) {
        return new LocalExec(contents, relocations).rewrite();
      }
    }
    return new Code(contents, relocations);
  }

  private static boolean isDynamic(int number) {
    X86_64Relocation type = X86_64Relocation.of(number).orElse(X86_64Relocation.R_X86_64_NONE);
    return switch (type) {
      case R_X86_64_TLSGD,
          R_X86_64_TLSLD,
          R_X86_64_DTPOFF32,
          R_X86_64_DTPOFF64,
          R_X86_64_GOTTPOFF,
          R_X86_64_GOTPC32_TLSDESC,
          R_X86_64_TLSDESC_CALL ->
          true;
      default -> false;
    };
  }

  private Code rewrite() throws ElfFormatException {
    int next = 0;
    while (next < relocations.size()) {
      next += rewriteAt(next);
    }
    return new Code(ByteView.of(contents.source(), code), result);
  }

  /** Rewrites the sequence that starts with a relocation; returns how many relocations it has. */
  private int rewriteAt(int index) throws ElfFormatException {
    RelocationEntry entry = relocations.get(index);
    X86_64Relocation type =
        X86_64Relocation.of(entry.type()).orElse(X86_64Relocation.R_X86_64_NONE);
    switch (type) {
      case R_X86_64_TLSGD -> generalDynamic(entry);
      case R_X86_64_TLSLD -> localDynamic(entry);
      case R_X86_64_DTPOFF32 -> add(entry, X86_64Relocation.R_X86_64_TPOFF32, 0, entry.addend());
      case R_X86_64_DTPOFF64 -> add(entry, X86_64Relocation.R_X86_64_TPOFF64, 0, entry.addend());
      case R_X86_64_GOTTPOFF -> initialExec(entry);
      case R_X86_64_GOTPC32_TLSDESC -> descriptor(entry);
      case R_X86_64_TLSDESC_CALL -> descriptorCall(entry);
      default -> result.add(entry);
    }
    boolean calls =
        type == X86_64Relocation.R_X86_64_TLSGD || type == X86_64Relocation.R_X86_64_TLSLD;
    return calls ? 1 + checkCall(index) : 1;
  }

  /** Checks that the relocation of the call follows, which goes with the call. */
  private int checkCall(int index) throws ElfFormatException {
    RelocationEntry entry = relocations.get(index);
    long distance =
        index + 1 < relocations.size() ? relocations.get(index + 1).offset() - entry.offset() : 0;
    if (distance < 5 || distance > 8) {
      throw unexpected(entry);
    }
    return 1;
  }

  /** {@code data16 leaq x@tlsgd(%rip), %rdi; data16 data16 rex64 call __tls_get_addr}. */
  private void generalDynamic(RelocationEntry entry) throws ElfFormatException {
    expect(entry, -4, 0x66, 0x48, 0x8D, 0x3D);
    if (!matches(entry, 4, 0x66, 0x66, 0x48, 0xE8)) {
      expect(entry, 4, 0x66, 0x48, 0xFF, 0x15);
    }
    checkRoom(entry, 12);
    put(entry, -4, GENERAL);
    add(entry, X86_64Relocation.R_X86_64_TPOFF32, 8, entry.addend() - DISPLACEMENT_ADDEND);
  }

  /** {@code leaq x@tlsld(%rip), %rdi; call __tls_get_addr}. */
  private void localDynamic(RelocationEntry entry) throws ElfFormatException {
    expect(entry, -3, 0x48, 0x8D, 0x3D);
    boolean direct = matches(entry, 4, 0xE8);
    if (!direct) {
      expect(entry, 4, 0xFF, 0x15);
    }
    checkRoom(entry, direct ? 9 : 10);
    put(entry, -3, direct ? LOCAL : LOCAL_LONG);
  }

  /**
   * {@code movq x@gottpoff(%rip), %reg} takes the number itself; {@code addq} becomes {@code leaq},
   * but for the two registers whose {@code leaq} would be longer.
   */
  private void initialExec(RelocationEntry entry) throws ElfFormatException {
    boolean moves = matches(entry, -2, 0x8B);
    if (!isRipRelative(entry) || !(moves || matches(entry, -2, 0x03))) {
      result.add(entry);
      return;
    }
    int register = register(entry);
    boolean upper = isUpper(entry);
    if (moves) {
      put(entry, -3, upper ? 0x49 : 0x48, 0xC7, 0xC0 | register);
    } else if (register == 4) {
      put(entry, -3, upper ? 0x49 : 0x48, 0x81, 0xC0 | register);
    } else {
      put(entry, -3, upper ? 0x4D : 0x48, 0x8D, 0x80 | register << 3 | register);
    }
    add(entry, X86_64Relocation.R_X86_64_TPOFF32, 0, entry.addend() - DISPLACEMENT_ADDEND);
  }

  /** {@code leaq x@tlsdesc(%rip), %reg} becomes {@code movq $x@tpoff, %reg}. */
  private void descriptor(RelocationEntry entry) throws ElfFormatException {
    expect(entry, -2, 0x8D);
    if (!isRipRelative(entry)) {
      throw unexpected(entry);
    }
    put(entry, -3, isUpper(entry) ? 0x49 : 0x48, 0xC7, 0xC0 | register(entry));
    add(entry, X86_64Relocation.R_X86_64_TPOFF32, 0, entry.addend() - DISPLACEMENT_ADDEND);
  }

  /** {@code call *x@tlscall(%rax)}: the offset is in the register already. */
  private void descriptorCall(RelocationEntry entry) throws ElfFormatException {
    expect(entry, 0, 0xFF, 0x10);
    put(entry, 0, NOP_2);
  }

  /** Whether an instruction is REX.W, one byte of opcode and a displacement from {@code %rip}. */
  private boolean isRipRelative(RelocationEntry entry) {
    int prefix = byteAt(entry, -3);
    return (prefix == 0x48 || prefix == 0x4C) && (byteAt(entry, -1) & 0xC7) == 0x05;
  }

  private boolean isUpper(RelocationEntry entry) {
    return byteAt(entry, -3) == 0x4C;
  }

  private int register(RelocationEntry entry) {
    return byteAt(entry, -1) >> 3 & 7;
  }

  private void add(RelocationEntry entry, X86_64Relocation type, int distance, long addend) {
    result.add(
        new RelocationEntry(entry.offset() + distance, type.number(), entry.symbolIndex(), addend));
  }

  private void put(RelocationEntry entry, int distance, int... bytes) {
    int start = (int) entry.offset() + distance;
    for (int i = 0; i < bytes.length; i++) {
      code[start + i] = (byte) bytes[i];
    }
  }

  private void expect(RelocationEntry entry, int distance, int... bytes) throws ElfFormatException {
    if (!matches(entry, distance, bytes)) {
      throw unexpected(entry);
    }
  }

  private void checkRoom(RelocationEntry entry, int size) throws ElfFormatException {
    if (entry.offset() > code.length - size) {
      throw unexpected(entry);
    }
  }

  private boolean matches(RelocationEntry entry, int distance, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (byteAt(entry, distance + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns a byte near a relocation; -1 outside of the section. */
  private int byteAt(RelocationEntry entry, int distance) {
    long at = entry.offset() + distance;
    boolean inside = entry.offset() >= 0 && at >= 0 && at < code.length;
    return inside ? code[(int) at] & 0xFF : -1;
  }

  private ElfFormatException unexpected(RelocationEntry entry) {
    return contents.failure(
        0,
        "instructions that are not those of " + X86_64Relocation.of(entry.type()).orElseThrow(),
        "at 0x" + Long.toHexString(entry.offset()) + " of the section");
  }
}
