// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Optional;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.elf.X86_64Relocation;
import org.toromaven.image.link.Diagnostic.Kind;

/**
 * Carries out the relocations of a section (psABI 4.4.1). The names S, A, P, G, GOT and Z are those
 * of the psABI's table 4.9.
 */
final class RelocationApplier {

  private final Resolution resolution;
  private final Layout layout;
  private final Diagnostics diagnostics;

  RelocationApplier(Resolution resolution, Layout layout, Diagnostics diagnostics) {
    this.resolution = resolution;
    this.layout = layout;
    this.diagnostics = diagnostics;
  }

  /**
   * Patches one section.
   *
   * @param section the section
   * @param bytes the segment that holds its contents
   * @param start where in the segment its contents start
   */
  void apply(InputSection section, byte[] bytes, int start) throws ElfFormatException {
    for (RelocationEntry relocation : section.relocations()) {
      apply(section, relocation, bytes, start);
    }
  }

  private void apply(InputSection section, RelocationEntry relocation, byte[] bytes, int start)
      throws ElfFormatException {
    Optional<X86_64Relocation> type = X86_64Relocation.of(relocation.type());
    if (type.isEmpty()) {
      refuse(section, "unknown relocation type " + relocation.type(), relocation);
      return;
    }
    checkPlace(section, relocation, type.get());
    Symbol symbol = resolution.target(section.object(), relocation.symbolIndex());
    if (symbol.type() == SymbolEntry.STT_GNU_IFUNC) {
      refuse(section, "indirect function", relocation);
      return;
    }
    Patch patch = new Patch(bytes, start + (int) relocation.offset());
    if (layout.leavesOut(symbol)) {
      applyLeftOut(section, relocation, type.get(), patch);
    } else {
      apply(section, relocation, type.get(), symbol, patch);
    }
  }

  /** A reference that does not count (boot ABI 3) is zero, which only a whole address can be. */
  private void applyLeftOut(
      InputSection section, RelocationEntry relocation, X86_64Relocation type, Patch patch) {
    if (type == X86_64Relocation.R_X86_64_64) {
      patch.u8(0);
    } else {
      refuse(section, "relocation that a rule of the overrides leaves out: " + type, relocation);
    }
  }

  private void apply(
      InputSection section,
      RelocationEntry relocation,
      X86_64Relocation type,
      Symbol symbol,
      Patch patch)
      throws ElfFormatException {
    long A = relocation.addend();
    long S = layout.value(symbol, A);
    long P = layout.address(section) + relocation.offset();
    long GOT = layout.gotAddress();
    boolean fits =
        switch (type) {
          case R_X86_64_NONE -> true;
          case R_X86_64_64 -> patch.u8(S + A);
          case R_X86_64_32 -> patch.unsigned4(S + A);
          case R_X86_64_32S -> patch.signed4(S + A);
          case R_X86_64_16 -> patch.either2(S + A);
          case R_X86_64_8 -> patch.either1(S + A);
          case R_X86_64_PC64 -> patch.u8(S + A - P);
          case R_X86_64_PC32, R_X86_64_PLT32 -> patch.signed4(S + A - P);
          case R_X86_64_PC16 -> patch.signed2(S + A - P);
          case R_X86_64_PC8 -> patch.signed1(S + A - P);
          case R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX ->
              applyGotLoad(section, relocation, type, symbol, patch, P);
          case R_X86_64_GOT32 -> patch.signed4(G(symbol) + A);
          case R_X86_64_GOT64, R_X86_64_GOTPLT64 -> patch.u8(G(symbol) + A);
          case R_X86_64_GOTPCREL64 -> patch.u8(G(symbol) + GOT + A - P);
          case R_X86_64_GOTOFF64, R_X86_64_PLTOFF64 -> patch.u8(S + A - GOT);
          case R_X86_64_GOTPC32 -> patch.signed4(GOT + A - P);
          case R_X86_64_GOTPC64 -> patch.u8(GOT + A - P);
          case R_X86_64_SIZE32 -> patch.unsigned4(symbol.sizeBytes() + A);
          case R_X86_64_SIZE64 -> patch.u8(symbol.sizeBytes() + A);
          case R_X86_64_DTPOFF32 -> patch.signed4(S + A - layout.threadBlockAddress());
          case R_X86_64_DTPOFF64 -> patch.u8(S + A - layout.threadBlockAddress());
          case R_X86_64_TPOFF32 -> patch.signed4(S + A - layout.threadPointer());
          case R_X86_64_TPOFF64 -> patch.u8(S + A - layout.threadPointer());
          case R_X86_64_GOTTPOFF -> patch.signed4(GOT + layout.got().offset(symbol, true) + A - P);
          default -> {
            refuse(section, "relocation that a static link cannot carry out: " + type, relocation);
            yield true;
          }
        };
    if (!fits) {
      reportRange(section, relocation, type, symbol, patch);
    }
  }

  private boolean applyGotLoad(
      InputSection section,
      RelocationEntry relocation,
      X86_64Relocation type,
      Symbol symbol,
      Patch patch,
      long P)
      throws ElfFormatException {
    GotRelaxation relaxation = GotRelaxation.of(section.contents(), relocation, type, symbol);
    long target = layout.value(symbol, relocation.addend()) + relocation.addend() - P;
    return switch (relaxation) {
      case NONE -> patch.signed4(layout.gotAddress() + G(symbol) + relocation.addend() - P);
      case MOV_TO_LEA -> {
        patch.before(2, GotRelaxation.OPCODE_LEA);
        yield patch.signed4(target);
      }
      case CALL_DIRECT -> {
        patch.before(2, GotRelaxation.PREFIX_ADDR32);
        patch.before(1, GotRelaxation.OPCODE_CALL);
        yield patch.signed4(target);
      }
      case JMP_DIRECT -> {
        // The displacement moves one byte forward and is relative to the end of the shorter jump.
        patch.before(2, GotRelaxation.OPCODE_JMP);
        patch.at(3, GotRelaxation.OPCODE_NOP);
        yield patch.shiftedSigned4(-1, target + 1);
      }
    };
  }

  private long G(Symbol symbol) {
    return layout.got().offset(symbol, false);
  }

  private static void checkPlace(
      InputSection section, RelocationEntry relocation, X86_64Relocation type)
      throws ElfFormatException {
    ByteView contents = section.contents();
    long room = (long) contents.length() - type.widthBytes();
    if (relocation.offset() < 0 || relocation.offset() > room) {
      throw contents.failure(
          0,
          type + " of section " + section.name() + " outside of it",
          "0x" + Long.toHexString(relocation.offset()));
    }
  }

  private void refuse(InputSection section, String problem, RelocationEntry relocation) {
    Symbol symbol = resolution.target(section.object(), relocation.symbolIndex());
    diagnostics.add(
        Kind.UNSUPPORTED_RELOCATION,
        symbol.name(),
        section.place(),
        problem + " against " + symbol.displayName());
  }

  private void reportRange(
      InputSection section,
      RelocationEntry relocation,
      X86_64Relocation type,
      Symbol symbol,
      Patch patch) {
    diagnostics.add(
        Kind.OUT_OF_RANGE,
        symbol.name(),
        section.place(),
        "relocation "
            + type
            + " at 0x"
            + Long.toHexString(relocation.offset())
            + " against "
            + symbol.displayName()
            + " out of range: "
            + patch.refusal());
  }
}
