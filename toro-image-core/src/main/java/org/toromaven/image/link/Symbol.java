// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.elf.SymbolEntry;

/**
 * What a name stands for once symbols are resolved.
 *
 * @param name the name
 * @param kind how the value is found
 * @param object the defining object; null when none defines it
 * @param section the defining section, for {@link Kind#SECTION}; null otherwise
 * @param sectionIndex the defining section's index in its object, 0 when there is none
 * @param value an offset in the section or an absolute value
 * @param sizeBytes the size of what it names, 0 when unknown
 * @param type one of the {@code STT_} values of {@link SymbolEntry}
 */
record Symbol(
    String name,
    Kind kind,
    InputObject object,
    InputSection section,
    int sectionIndex,
    long value,
    long sizeBytes,
    int type) {

  /** How a symbol's value is found. */
  enum Kind {
    /** Its section's address and an offset. */
    SECTION,
    /** The value itself. */
    ABSOLUTE,
    /** The layout, by the symbol's name. */
    LINKER,
    /** Nothing defines it; a weak reference takes 0. */
    UNDEFINED,
    /** Its section is not part of the link. */
    DISCARDED
  }

  /** A symbol that no object defines. */
  static Symbol undefined(String name) {
    return new Symbol(name, Kind.UNDEFINED, null, null, 0, 0, 0, SymbolEntry.STT_NOTYPE);
  }

  /** A symbol that the linker defines once the layout is fixed. */
  static Symbol linker(String name) {
    return new Symbol(name, Kind.LINKER, null, null, 0, 0, 0, SymbolEntry.STT_NOTYPE);
  }

  /** The symbol of a definition in an object; not for undefined and common entries. */
  static Symbol defined(InputObject object, SymbolEntry entry) {
    if (entry.isAbsolute()) {
      return of(Kind.ABSOLUTE, object, null, entry);
    }
    InputSection section = object.section(entry.sectionIndex());
    return of(section == null ? Kind.DISCARDED : Kind.SECTION, object, section, entry);
  }

  private static Symbol of(Kind kind, InputObject object, InputSection section, SymbolEntry entry) {
    return new Symbol(
        entry.name(),
        kind,
        object,
        section,
        Math.max(0, entry.sectionIndex()),
        entry.value(),
        entry.sizeBytes(),
        entry.type());
  }

  /**
   * Returns the offset in its section that a reference means. What a section's own symbol means is
   * only known with the addend, which matters where the section's parts move.
   */
  long offset(long addend) {
    return type == SymbolEntry.STT_SECTION ? value + addend : value;
  }

  boolean isUndefined() {
    return kind == Kind.UNDEFINED;
  }

  /** The name for messages: a section symbol has none of its own. */
  String displayName() {
    return name.isEmpty() && section != null ? section.name() : name;
  }
}
