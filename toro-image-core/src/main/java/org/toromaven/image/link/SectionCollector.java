// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionGroup;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.link.ConditionalReferences.Held;
import org.toromaven.image.link.Diagnostic.Kind;
import org.toromaven.image.link.LiveSections.Reason;

/**
 * Finds the sections that the entry symbols reach. Goes breadth first, so that the reason noted for
 * a section is a shortest one. Reports undefined symbols too: only a reference from a live section
 * matters.
 */
final class SectionCollector {

  private final Resolution resolution;
  private final SectionRules rules;
  private final Diagnostics diagnostics;
  private final Reason[] reasons;
  private final Deque<InputSection> pending = new ArrayDeque<>();
  private final Set<SectionGroup> markedGroups = new HashSet<>();
  private final Set<String> markedBounds = new HashSet<>();
  private final Map<InputSection, List<InputSection>> linkOrderDependents = new HashMap<>();
  private final UndefinedSymbols undefined = new UndefinedSymbols();
  private final ConditionalReferences conditional;

  private SectionCollector(Resolution resolution, SectionRules rules, Diagnostics diagnostics) {
    this.resolution = resolution;
    this.rules = rules;
    this.diagnostics = diagnostics;
    this.reasons = new Reason[resolution.sectionIdCount()];
    this.conditional = new ConditionalReferences(resolution, resolution.wraps());
  }

  /**
   * Collects the live sections.
   *
   * @param resolution what the symbols stand for
   * @param entries the entry symbols
   * @param rules what sections are kept or never linked
   * @param diagnostics takes undefined symbols and missing entries
   * @return the live sections
   */
  static LiveSections collect(
      Resolution resolution, List<String> entries, SectionRules rules, Diagnostics diagnostics)
      throws ElfFormatException {
    SectionCollector collector = new SectionCollector(resolution, rules, diagnostics);
    entries.forEach(collector::markEntry);
    collector.markKeptSections();
    while (!collector.pending.isEmpty()) {
      collector.follow(collector.pending.remove());
    }
    collector.undefined.report(diagnostics);
    return new LiveSections(
        collector.inLinkOrder(), collector.reasons, collector.conditional.trapped());
  }

  private void markEntry(String name) {
    Symbol symbol = resolution.global(name);
    if (symbol.kind() == Symbol.Kind.SECTION) {
      mark(symbol.section(), new Reason(null, "the entry " + name));
    } else {
      diagnostics.add(
          Kind.MISSING_PART, name, "no input defines the entry symbol of the image: " + name);
    }
  }

  private void markKeptSections() {
    for (InputObject object : resolution.objects()) {
      for (int i = 0; i < object.sectionCount(); i++) {
        InputSection section = object.section(i);
        if (section != null) {
          noteLinkOrder(section);
          if (rules.isKept(section)) {
            mark(section, new Reason(null, "always kept"));
          }
        }
      }
    }
  }

  private void noteLinkOrder(InputSection section) {
    int owner = section.header().link();
    if (section.header().has(SectionFlag.LINK_ORDER)
        && owner > 0
        && owner < section.object().sectionCount()
        && section.object().section(owner) != null) {
      linkOrderDependents
          .computeIfAbsent(section.object().section(owner), key -> new ArrayList<>())
          .add(section);
    }
  }

  private void mark(InputSection section, Reason reason) {
    if (reasons[section.id()] == null && rules.mayBeLinked(section)) {
      reasons[section.id()] = reason;
      pending.add(section);
    }
  }

  private void follow(InputSection section) throws ElfFormatException {
    for (Held released : conditional.nowCounting(section)) {
      followSymbol(released.from(), released.symbolIndex());
    }
    for (RelocationEntry relocation : section.relocations()) {
      Symbol target = resolution.target(section.object(), relocation.symbolIndex());
      if (conditional.counts(section, relocation, target)) {
        followSymbol(section, relocation.symbolIndex());
      }
    }
    markGroup(section);
    for (InputSection dependent : linkOrderDependents.getOrDefault(section, List.of())) {
      mark(dependent, new Reason(section, "its link order"));
    }
  }

  private void followSymbol(InputSection section, int symbolIndex) {
    Symbol symbol = resolution.target(section.object(), symbolIndex);
    switch (symbol.kind()) {
      case SECTION -> mark(symbol.section(), new Reason(section, symbol.displayName()));
      case LINKER -> markBounded(section, symbol.name());
      case UNDEFINED, DISCARDED -> noteUndefined(section, symbolIndex, symbol);
      case ABSOLUTE -> {}
    }
  }

  /** A reference to the bounds of a section keeps the sections of that name. */
  private void markBounded(InputSection from, String name) {
    if (markedBounds.add(name)) {
      for (InputSection bounded : SectionBounds.sectionsOf(name, resolution)) {
        mark(bounded, new Reason(from, name));
      }
    }
  }

  private void noteUndefined(InputSection section, int symbolIndex, Symbol symbol) {
    SymbolEntry entry = section.object().elf().symbols().get(symbolIndex);
    if (symbolIndex != 0 && !entry.isWeak()) {
      undefined.add(symbol.displayName(), section);
    }
  }

  private void markGroup(InputSection section) {
    SectionGroup group = section.object().group(section.header().index());
    if (group != null && !section.isSynthetic() && markedGroups.add(group)) {
      for (int member : group.members()) {
        InputSection sibling = section.object().section(member);
        if (sibling != null) {
          mark(sibling, new Reason(section, "its group " + group.signature()));
        }
      }
    }
  }

  private List<InputSection> inLinkOrder() {
    List<InputSection> live = new ArrayList<>();
    for (InputObject object : resolution.objects()) {
      for (int i = 0; i < object.sectionCount(); i++) {
        addIfLive(object.section(i), live);
      }
    }
    for (InputSection common : resolution.commonSections()) {
      addIfLive(common, live);
    }
    return live;
  }

  private void addIfLive(InputSection section, List<InputSection> live) {
    if (section != null && reasons[section.id()] != null) {
      live.add(section);
    }
  }
}
