// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Set;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SectionType;

/** What a section's name and header say about its place in an image (boot ABI 2). */
final class SectionRules {

  static final String MULTIBOOT = ".multiboot";

  /**
   * Free Pascal keeps {@code .fpc.n_links} too: a table of the debug markers of all units that
   * nothing reads at run time and no symbol names. It goes, with the markers.
   */
  private static final Set<String> KEPT = Set.of(MULTIBOOT, ".fpc", ".fpc.n_version");

  /** Free Pascal makes a unit's table of resource strings of one section a string. */
  private static final String RESOURCE_STRINGS = ".data.n_RESSTR_";

  private final Set<String> keptNotes;

  /**
   * Makes the rules of one link.
   *
   * @param keptNotes names of note sections that belong in the image
   */
  SectionRules(Set<String> keptNotes) {
    this.keptNotes = keptNotes;
  }

  /** Returns whether a section that occupies memory can be part of the image at all. */
  boolean mayBeLinked(InputSection section) {
    String name = section.name();
    if (keptNotes.contains(name)) {
      return true;
    }
    boolean note = name.startsWith(".note") || section.header().type() == SectionType.NOTE;
    return !note && !name.equals(".comment") && !name.equals(".eh_frame");
  }

  /** Returns whether a section stays although nothing refers to it. */
  boolean isKept(InputSection section) {
    SectionHeader header = section.header();
    return KEPT.contains(header.name())
        || keptNotes.contains(header.name())
        || header.has(SectionFlag.GNU_RETAIN)
        || isFunctionArray(header);
  }

  /**
   * Returns whether a section must stay between its neighbours in link order: an empty one, whose
   * symbol marks a place such as the end of a table, and a part of a table of resource strings,
   * whose head may be all zeros.
   */
  static boolean keepsItsPlace(SectionHeader header) {
    return header.sizeBytes() == 0 || header.name().startsWith(RESOURCE_STRINGS);
  }

  private static boolean isFunctionArray(SectionHeader header) {
    return switch (header.type()) {
      case SectionType.INIT_ARRAY, SectionType.FINI_ARRAY, SectionType.PREINIT_ARRAY -> true;
      default -> false;
    };
  }

  /** Returns the output section that an input section becomes part of. */
  static OutputKind outputKind(SectionHeader header) {
    if (header.has(SectionFlag.TLS)) {
      return header.isNoBits() ? OutputKind.TBSS : OutputKind.TDATA;
    }
    if (header.name().equals(MULTIBOOT)) {
      return OutputKind.MULTIBOOT;
    }
    if (header.has(SectionFlag.EXECINSTR)) {
      return OutputKind.TEXT;
    }
    if (header.isNoBits()) {
      return OutputKind.BSS;
    }
    return header.has(SectionFlag.WRITE) ? dataKind(header) : rodataKind(header);
  }

  private static OutputKind dataKind(SectionHeader header) {
    String name = header.name();
    if (name.startsWith(".threadvar") || name.startsWith(".gnu.linkonce.tv.")) {
      return OutputKind.THREADVAR;
    }
    return switch (header.type()) {
      case SectionType.PREINIT_ARRAY -> OutputKind.PREINIT_ARRAY;
      case SectionType.INIT_ARRAY -> OutputKind.INIT_ARRAY;
      case SectionType.FINI_ARRAY -> OutputKind.FINI_ARRAY;
      default -> name.startsWith(".fpc") ? OutputKind.FPCDATA : OutputKind.DATA;
    };
  }

  private static OutputKind rodataKind(SectionHeader header) {
    return header.type() == SectionType.NOTE || header.name().startsWith(".note")
        ? OutputKind.NOTE
        : OutputKind.RODATA;
  }
}
