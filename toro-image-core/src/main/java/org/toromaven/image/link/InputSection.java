// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionHeader;

/** One section of one object: the smallest thing that a link keeps, drops or moves. */
final class InputSection {

  private final int id;
  private final InputObject object;
  private final SectionHeader header;
  private List<RelocationEntry> relocations;

  /**
   * Makes a section.
   *
   * @param id its number in the link: a dense index for tables
   * @param object the object it is from
   * @param header its header
   */
  InputSection(int id, InputObject object, SectionHeader header) {
    this.id = id;
    this.object = object;
    this.header = header;
  }

  int id() {
    return id;
  }

  InputObject object() {
    return object;
  }

  SectionHeader header() {
    return header;
  }

  String name() {
    return header.name();
  }

  /** A section without an index in its object is one that the linker made for a common symbol. */
  boolean isSynthetic() {
    return header.index() == 0;
  }

  ByteView contents() throws ElfFormatException {
    return object.elf().contents(header);
  }

  /** Reads the relocations on first use: most sections of a run-time library are never reached. */
  List<RelocationEntry> relocations() throws ElfFormatException {
    if (relocations == null) {
      relocations = isSynthetic() ? List.of() : object.elf().relocations(header);
    }
    return relocations;
  }

  Diagnostic.Place place() {
    return new Diagnostic.Place(object.name(), header.name());
  }

  @Override
  public String toString() {
    return place().toString();
  }
}
