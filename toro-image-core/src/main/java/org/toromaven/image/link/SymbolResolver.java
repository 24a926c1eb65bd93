// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.toromaven.image.archive.ArchiveMember;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionGroup;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SectionType;
import org.toromaven.image.elf.SymbolEntry;
import org.toromaven.image.link.Diagnostic.Kind;
import org.toromaven.image.link.Diagnostic.Place;
import org.toromaven.image.link.InputSet.InputArchive;

/**
 * Decides which definition each global name stands for (gABI 4, "Symbol Table"), pulling the
 * archive members that define what is still undefined. All archives together form one group: their
 * order does not matter to what is found, only to which of two definitions is.
 */
final class SymbolResolver {

  private static final String LINK_ONCE = ".gnu.linkonce.";

  /** A definition with the rank that decides between two of one name. */
  private record Candidate(InputObject object, SymbolEntry entry, Rank rank) {}

  /** From the weakest to the strongest. */
  private enum Rank {
    WEAK,
    COMMON,
    STRONG,
    OVERRIDE
  }

  private final InputSet inputs;
  private final Overrides overrides;
  private final Diagnostics diagnostics;
  private final List<InputObject> objects = new ArrayList<>();
  private final Map<String, Candidate> winners = new HashMap<>();
  private final Map<String, List<Candidate>> duplicates = new LinkedHashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final Set<String> wanted = new HashSet<>();
  private final Deque<String> pending = new ArrayDeque<>();
  private final Set<ArchiveMember> pulled = new HashSet<>();
  private int nextSectionId;

  private SymbolResolver(InputSet inputs, Overrides overrides, Diagnostics diagnostics) {
    this.inputs = inputs;
    this.overrides = overrides;
    this.diagnostics = diagnostics;
    this.nextSectionId = inputs.nextSectionId();
  }

  /**
   * Resolves all symbols.
   *
   * @param inputs what the files hold
   * @param request the entries, which archives may have to provide, and the overrides
   * @param diagnostics takes the duplicates
   * @return the resolution
   */
  static Resolution resolve(InputSet inputs, LinkRequest request, Diagnostics diagnostics)
      throws ElfFormatException, IOException {
    SymbolResolver resolver = new SymbolResolver(inputs, request.overrides(), diagnostics);
    for (InputObject object : inputs.objects()) {
      resolver.add(object);
    }
    request.entries().forEach(resolver::want);
    resolver.pullMembers();
    resolver.reportDuplicates();
    return resolver.resolution();
  }

  private void add(InputObject object) {
    objects.add(object);
    discardRepeatedGroups(object);
    for (SymbolEntry entry : object.elf().symbols()) {
      if (!entry.isLocal()) {
        addGlobal(object, entry);
      }
    }
  }

  private void discardRepeatedGroups(InputObject object) {
    for (SectionGroup group : object.elf().groups()) {
      if (group.comdat() && !groups.add(group.signature())) {
        group.members().forEach(object::discard);
      }
    }
    for (SectionHeader section : object.elf().sections()) {
      if (section.name().startsWith(LINK_ONCE) && !groups.add(section.name())) {
        object.discard(section.index());
      }
    }
  }

  private void addGlobal(InputObject object, SymbolEntry entry) {
    if (entry.isUndefined() || isDiscarded(object, entry)) {
      if (!entry.isWeak()) {
        want(entry.name());
      }
      return;
    }
    Candidate candidate = new Candidate(object, entry, rank(object, entry));
    Candidate winner = winners.putIfAbsent(entry.name(), candidate);
    if (winner != null) {
      winners.put(entry.name(), choose(winner, candidate));
    }
  }

  private static boolean isDiscarded(InputObject object, SymbolEntry entry) {
    return entry.isInSection()
        && object.section(entry.sectionIndex()) == null
        && object.elf().sections().get(entry.sectionIndex()).has(SectionFlag.ALLOC);
  }

  private Rank rank(InputObject object, SymbolEntry entry) {
    if (entry.isWeak()) {
      return Rank.WEAK;
    }
    if (entry.isCommon()) {
      return Rank.COMMON;
    }
    boolean override = object.isKernel() && overrides.names().contains(entry.name());
    return override ? Rank.OVERRIDE : Rank.STRONG;
  }

  private Candidate choose(Candidate first, Candidate second) {
    if (first.rank() != second.rank()) {
      return second.rank().compareTo(first.rank()) > 0 ? second : first;
    }
    return switch (first.rank()) {
      case WEAK -> first;
      case COMMON -> second.entry().sizeBytes() > first.entry().sizeBytes() ? second : first;
      case STRONG, OVERRIDE -> {
        duplicates.computeIfAbsent(first.entry().name(), name -> listOf(first)).add(second);
        yield first;
      }
    };
  }

  private static List<Candidate> listOf(Candidate first) {
    List<Candidate> list = new ArrayList<>();
    list.add(first);
    return list;
  }

  private void want(String name) {
    if (!inputs.archives().isEmpty() && wanted.add(name)) {
      pending.add(name);
    }
  }

  private void pullMembers() throws ElfFormatException, IOException {
    while (!pending.isEmpty()) {
      String name = pending.remove();
      if (!winners.containsKey(name)) {
        pullMember(name);
      }
    }
  }

  private void pullMember(String name) throws ElfFormatException, IOException {
    for (InputArchive input : inputs.archives()) {
      Optional<ArchiveMember> member = input.archive().definingMember(name);
      if (member.isPresent() && pulled.add(member.get())) {
        InputObject object = InputReader.readMember(input, member.get(), nextSectionId);
        nextSectionId += object.sectionCount();
        add(object);
        return;
      }
    }
  }

  private void reportDuplicates() {
    for (Map.Entry<String, List<Candidate>> duplicate : duplicates.entrySet()) {
      Candidate winner = winners.get(duplicate.getKey());
      List<Candidate> same = new ArrayList<>();
      for (Candidate candidate : duplicate.getValue()) {
        if (candidate.rank() == winner.rank()) {
          same.add(candidate);
        }
      }
      if (same.size() > 1) {
        diagnostics.add(duplicateSymbol(duplicate.getKey(), same));
      }
    }
  }

  private static Diagnostic duplicateSymbol(String name, List<Candidate> definitions) {
    List<Place> places = new ArrayList<>();
    for (Candidate definition : definitions) {
      places.add(placeOf(definition));
    }
    String message = DiagnosticText.atPlaces("duplicate symbol: " + name, places);
    return new Diagnostic(
        Kind.DUPLICATE_SYMBOL,
        name,
        false,
        places.subList(0, Math.min(places.size(), Diagnostic.PLACES_SHOWN)),
        places.size(),
        message);
  }

  private static Place placeOf(Candidate definition) {
    InputObject object = definition.object();
    SymbolEntry entry = definition.entry();
    String section =
        entry.isInSection() ? object.elf().sections().get(entry.sectionIndex()).name() : "*ABS*";
    return new Place(object.name(), section);
  }

  private Resolution resolution() {
    Map<String, Symbol> globals = new HashMap<>(2 * winners.size());
    Collection<Candidate> commons = new ArrayList<>();
    for (Map.Entry<String, Candidate> winner : winners.entrySet()) {
      Candidate candidate = winner.getValue();
      if (candidate.entry().isCommon()) {
        commons.add(candidate);
      } else {
        globals.put(winner.getKey(), Symbol.defined(candidate.object(), candidate.entry()));
      }
    }
    List<InputSection> sections = allocateCommons(commons, globals);
    SectionBounds.define(objects, globals);
    return new Resolution(objects, globals, sections, activeWraps(globals), nextSectionId);
  }

  /** A wrap needs its wrapper: a kernel unit that is not linked leaves the original in place. */
  private Overrides activeWraps(Map<String, Symbol> globals) {
    return new Overrides(
        Set.of(),
        wrapped(overrides.wraps(), globals),
        wrapped(overrides.wrapsEverywhere(), globals),
        overrides.references(),
        overrides.traps());
  }

  private static Set<String> wrapped(Set<String> names, Map<String, Symbol> globals) {
    Set<String> active = new HashSet<>();
    for (String name : names) {
      Symbol wrapper = globals.get(Resolution.WRAP + name);
      if (wrapper != null && wrapper.object() != null && wrapper.object().isKernel()) {
        active.add(name);
      }
    }
    return active;
  }

  /** Gives each common symbol a section of its own, in the order of the names. */
  private List<InputSection> allocateCommons(
      Collection<Candidate> commons, Map<String, Symbol> globals) {
    Map<String, Candidate> sorted = new TreeMap<>();
    commons.forEach(common -> sorted.put(common.entry().name(), common));
    List<InputSection> sections = new ArrayList<>();
    for (Candidate common : sorted.values()) {
      InputSection section =
          new InputSection(nextSectionId++, common.object(), commonHeader(common.entry()));
      sections.add(section);
      globals.put(common.entry().name(), commonSymbol(common, section));
    }
    return sections;
  }

  private static SectionHeader commonHeader(SymbolEntry entry) {
    return new SectionHeader(
        0,
        "COMMON",
        SectionType.NOBITS,
        SectionFlag.ALLOC | SectionFlag.WRITE,
        0,
        entry.sizeBytes(),
        0,
        0,
        Math.max(1, entry.value()),
        0);
  }

  private static Symbol commonSymbol(Candidate common, InputSection section) {
    SymbolEntry entry = common.entry();
    return new Symbol(
        entry.name(),
        Symbol.Kind.SECTION,
        common.object(),
        section,
        0,
        0,
        entry.sizeBytes(),
        SymbolEntry.STT_OBJECT);
  }
}
