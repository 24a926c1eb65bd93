// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.link.MergedSections.Merged;

/**
 * Makes one of equal constants (gABI 4, {@code SHF_MERGE} and {@code SHF_STRINGS}). Keeps only what
 * live sections refer to: a section of strings is live as a whole when one of them is. The compiler
 * promises that nothing compares the addresses of what it marks so.
 */
final class SectionMerger {

  private static final long MAX_STRING_ALIGNMENT = 32;

  /** Sections whose pieces may become one. */
  private record Family(OutputKind kind, boolean strings, long entrySize, long alignment) {

    static Family of(SectionHeader header) {
      return new Family(
          SectionRules.outputKind(header),
          header.has(SectionFlag.STRINGS),
          header.entrySizeBytes(),
          header.alignment());
    }
  }

  private final Resolution resolution;
  private final LiveSections live;
  private final Map<InputSection, PieceTable> tables = new LinkedHashMap<>();
  private final Set<InputSection> refused = new HashSet<>();

  private SectionMerger(Resolution resolution, LiveSections live) {
    this.resolution = resolution;
    this.live = live;
  }

  /** Merges what can be merged. */
  static MergedSections merge(Resolution resolution, LiveSections live) throws ElfFormatException {
    return new SectionMerger(resolution, live).merge();
  }

  private MergedSections merge() throws ElfFormatException {
    for (InputSection section : live.sections()) {
      if (isCandidate(section)) {
        PieceTable.of(section).ifPresent(table -> tables.put(section, table));
      }
    }
    if (tables.isEmpty()) {
      return new MergedSections(live.sections(), Map.of(), resolution.sectionIdCount());
    }
    for (InputSection section : live.sections()) {
      for (RelocationEntry relocation : section.relocations()) {
        noteReference(section, relocation);
      }
    }
    refused.forEach(tables::remove);
    return mergeFamilies();
  }

  private boolean isCandidate(InputSection section) throws ElfFormatException {
    SectionHeader header = section.header();
    return header.has(SectionFlag.MERGE)
        && !header.has(SectionFlag.WRITE)
        && !header.isNoBits()
        && isPacked(header)
        && !section.isSynthetic()
        && !SectionBounds.hasBounds(section)
        && !live.isRoot(section)
        && section.relocations().isEmpty();
  }

  /** Alignment must not make more of the pieces than they are; compilers ask for 32 at most. */
  private static boolean isPacked(SectionHeader header) {
    return header.has(SectionFlag.STRINGS)
        ? header.alignment() <= MAX_STRING_ALIGNMENT
        : header.entrySizeBytes() % header.alignment() == 0;
  }

  /** What refers to no byte of a section may mean its bounds: such a section stays as it is. */
  private void noteReference(InputSection from, RelocationEntry relocation) {
    Symbol target = resolution.target(from.object(), relocation.symbolIndex());
    Optional<PieceTable> table = Optional.ofNullable(tables.get(target.section()));
    if (table.isPresent()) {
      long offset = target.offset(relocation.addend());
      if (table.get().holds(offset)) {
        table.get().keep(offset);
      } else {
        refused.add(target.section());
      }
    }
  }

  private MergedSections mergeFamilies() throws ElfFormatException {
    Map<Family, List<InputSection>> families = new LinkedHashMap<>();
    for (InputSection section : tables.keySet()) {
      families
          .computeIfAbsent(Family.of(section.header()), family -> new ArrayList<>())
          .add(section);
    }
    Map<InputSection, Merged> merged = new HashMap<>();
    Map<InputSection, InputSection> firsts = new HashMap<>();
    int nextSectionId = resolution.sectionIdCount();
    for (List<InputSection> family : families.values()) {
      InputSection into = mergeFamily(nextSectionId++, family);
      firsts.put(family.get(0), into);
      family.forEach(section -> merged.put(section, new Merged(into, tables.get(section))));
    }
    List<InputSection> sections = new ArrayList<>();
    for (InputSection section : live.sections()) {
      if (!merged.containsKey(section)) {
        sections.add(section);
      } else if (firsts.containsKey(section)) {
        sections.add(firsts.get(section));
      }
    }
    return new MergedSections(sections, merged, nextSectionId);
  }

  /** Makes the section that holds the pieces of a family; it takes the place of the first. */
  private InputSection mergeFamily(int id, List<InputSection> family) throws ElfFormatException {
    InputSection first = family.get(0);
    boolean tails = first.header().has(SectionFlag.STRINGS);
    PieceMerger merger = new PieceMerger(first.header().alignment(), tails);
    for (InputSection section : family) {
      merger.add(tables.get(section));
    }
    return InputSection.made(id, first, merger.merge());
  }
}
