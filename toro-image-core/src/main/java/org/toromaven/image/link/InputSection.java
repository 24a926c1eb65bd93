// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;

/** One section of one object: the smallest thing that a link keeps, drops or moves. */
final class InputSection {

  private final int id;
  private final InputObject object;
  private SectionHeader header;
  private LocalExec.Code code;

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

  /** Makes a section of the linker's own, in place of another. */
  static InputSection made(int id, InputSection first, ByteView contents) {
    SectionHeader old = first.header();
    SectionHeader header =
        new SectionHeader(
            0,
            old.name(),
            old.type(),
            old.flags(),
            0,
            contents.length(),
            0,
            0,
            old.alignment(),
            old.entrySizeBytes());
    InputSection section = new InputSection(id, first.object(), header);
    section.code = new LocalExec.Code(contents, List.of());
    return section;
  }

  /** Cuts code to its size and lets it be placed at any address. */
  void pack(long sizeBytes) {
    header =
        new SectionHeader(
            header.index(),
            header.name(),
            header.type(),
            header.flags(),
            header.offset(),
            sizeBytes,
            header.link(),
            header.info(),
            1,
            header.entrySizeBytes());
    code = null;
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

  /** A section without an index in its object is one that the linker made. */
  boolean isSynthetic() {
    return header.index() == 0;
  }

  /** Returns the bytes to link, thread-local accesses in their final form. */
  ByteView contents() throws ElfFormatException {
    return code().contents();
  }

  /** Returns the relocations to carry out. */
  List<RelocationEntry> relocations() throws ElfFormatException {
    return code().relocations();
  }

  /** Read on first use: most sections of a run-time library are never reached. */
  private LocalExec.Code code() throws ElfFormatException {
    if (code == null) {
      ByteView contents = object.elf().contents(header);
      List<RelocationEntry> relocations =
          isSynthetic() ? List.of() : object.elf().relocations(header);
      code =
          header.has(SectionFlag.EXECINSTR)
              ? LocalExec.of(contents, relocations)
              : new LocalExec.Code(contents, relocations);
    }
    return code;
  }

  Diagnostic.Place place() {
    return new Diagnostic.Place(object.name(), header.name());
  }

  @Override
  public String toString() {
    return place().toString();
  }
}
