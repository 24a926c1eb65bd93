// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionGroup;
import org.toromaven.image.elf.SectionHeader;

/** One object of the link and its sections that may become part of the image. */
final class InputObject {

  private final String name;
  private final Origin origin;
  private final ElfObject elf;
  private final InputSection[] sections;
  private final SectionGroup[] groups;
  private Symbol[] targets;

  /**
   * Makes an object of the link.
   *
   * @param name its file name, with the member in brackets for an archive
   * @param origin whose part of the appliance it is
   * @param elf the object as read
   * @param firstSectionId the link's number for its first section; it uses one number a section
   */
  InputObject(String name, Origin origin, ElfObject elf, int firstSectionId) {
    this.name = name;
    this.origin = origin;
    this.elf = elf;
    this.sections = new InputSection[elf.sections().size()];
    this.groups = new SectionGroup[sections.length];
    for (SectionGroup group : elf.groups()) {
      group.members().forEach(member -> groups[member] = group);
    }
    for (SectionHeader header : elf.sections()) {
      if (header.has(SectionFlag.ALLOC) && !header.has(SectionFlag.EXCLUDE)) {
        int id = firstSectionId + header.index();
        sections[header.index()] = new InputSection(id, this, header);
      }
    }
  }

  String name() {
    return name;
  }

  Origin origin() {
    return origin;
  }

  ElfObject elf() {
    return elf;
  }

  /** Returns the section of an index, or null when it cannot be part of the image. */
  InputSection section(int index) {
    return sections[index];
  }

  /** Returns the group of a section, or null. */
  SectionGroup group(int index) {
    return groups[index];
  }

  /** Returns the number of section indexes. */
  int sectionCount() {
    return sections.length;
  }

  /** Returns what a symbol is known to stand for, or null. */
  Symbol target(int symbolIndex) {
    return targets == null ? null : targets[symbolIndex];
  }

  /** Keeps what a symbol stands for once names are resolved. */
  void keepTarget(int symbolIndex, Symbol target) {
    if (targets == null) {
      targets = new Symbol[elf.symbols().size()];
    }
    targets[symbolIndex] = target;
  }

  /** Takes a section out of the link: another object has the same one. */
  void discard(int index) {
    sections[index] = null;
  }

  boolean isKernel() {
    return origin != Origin.PROGRAM;
  }

  @Override
  public String toString() {
    return name;
  }
}
