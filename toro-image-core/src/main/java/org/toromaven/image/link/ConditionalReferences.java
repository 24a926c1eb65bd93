// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SymbolEntry;

/**
 * Follows the {@link ReferenceRules} while sections are collected: holds back the references whose
 * conditions do not hold yet, and lets them go when one does.
 *
 * <p>Whatever calls {@code FPC_SYSCALL0..6} or has a {@code syscall} instruction without a rule
 * that tells its numbers may make every call. Two bytes that only look like the instruction make
 * the image larger, never wrong.
 */
final class ConditionalReferences {

  /** A reference that waits for a condition. */
  record Held(InputSection from, int symbolIndex) {}

  private static final String ANY_CALL = "any call";
  private static final String BY_PROGRAM = "program:";
  private static final String ELSEWHERE = "elsewhere:";
  private static final String PROGRAM_START = "PASCALMAIN";
  private static final String CALL_GATE = "FPC_SYSCALL";
  private static final int SYSCALL_0 = 0x0F;
  private static final int SYSCALL_1 = 0x05;
  private static final int NUMBER_BYTES = 2;

  private final Resolution resolution;
  private final InstructionTraps traps;
  private final Map<InputSection, Set<String>> fulfils = new HashMap<>();
  private final Set<InputSection> callTables = new HashSet<>();
  private final Map<InputSection, Set<String>> onlyWith = new HashMap<>();
  private final Set<InputSection> listed = new HashSet<>();
  private final Set<String> holding = new HashSet<>();
  private final Map<String, List<Held>> held = new HashMap<>();
  private final boolean watchesElsewhere;
  private final Map<InputSection, List<InstructionTraps.Site>> trapped = new HashMap<>();

  /** Finds the sections that the rules name; a name that nothing defines has no effect. */
  ConditionalReferences(Resolution resolution, Overrides overrides) {
    ReferenceRules rules = overrides.references();
    this.resolution = resolution;
    this.traps = overrides.traps();
    rules.onlyWith().values().forEach(this::noteConditions);
    watchesElsewhere =
        rules.onlyWith().values().stream()
            .anyMatch(names -> names.stream().anyMatch(name -> name.startsWith(ELSEWHERE)));
    for (InputObject object : resolution.objects()) {
      for (SymbolEntry entry : object.elf().symbols()) {
        if (entry.isInSection() && object.section(entry.sectionIndex()) != null) {
          noteDefinition(entry.name(), object.section(entry.sectionIndex()), rules);
        }
      }
    }
  }

  private void noteConditions(Set<String> conditions) {
    for (String name : conditions) {
      Symbol symbol = resolution.global(name);
      if (symbol.section() != null) {
        add(fulfils, symbol.section(), Set.of(name));
      }
    }
  }

  /** By all symbols: what the compiler makes of an implementation section is local. */
  private void noteDefinition(String name, InputSection section, ReferenceRules rules) {
    if (!section.object().isKernel()) {
      Set<String> numbers = rules.makes().get(name);
      if (numbers != null) {
        listed.add(section);
        add(fulfils, section, numbers);
      }
      return;
    }
    if (rules.callTables().contains(name)) {
      callTables.add(section);
    }
    Set<String> conditions = rules.onlyWith().get(name);
    if (conditions != null) {
      add(onlyWith, section, conditions);
    }
  }

  private static void add(
      Map<InputSection, Set<String>> map, InputSection section, Set<String> names) {
    map.computeIfAbsent(section, key -> new LinkedHashSet<>()).addAll(names);
  }

  /**
   * Decides about a reference.
   *
   * @param from the section that refers
   * @param relocation how
   * @param target what to
   * @return whether it counts now; otherwise {@link #nowCounting} returns it when it does
   */
  boolean counts(InputSection from, RelocationEntry relocation, Symbol target)
      throws ElfFormatException {
    Collection<String> conditions = conditions(from, relocation, target);
    if (conditions.isEmpty() || conditions.stream().anyMatch(this::holds)) {
      return true;
    }
    Held reference = new Held(from, relocation.symbolIndex());
    for (String condition : conditions) {
      held.computeIfAbsent(condition, key -> new ArrayList<>()).add(reference);
      if (ReferenceRules.isCall(condition)) {
        held.computeIfAbsent(ANY_CALL, key -> new ArrayList<>()).add(reference);
      }
    }
    return false;
  }

  private Collection<String> conditions(
      InputSection from, RelocationEntry relocation, Symbol target) throws ElfFormatException {
    if (callTables.contains(from)) {
      ByteView table = from.contents();
      return Set.of(Integer.toString(table.u2(relocation.offset() - NUMBER_BYTES)));
    }
    boolean kernel = target.section() != null && from.object().isKernel();
    return kernel ? onlyWith.getOrDefault(target.section(), Set.of()) : Set.of();
  }

  private boolean holds(String condition) {
    return holding.contains(condition)
        || (ReferenceRules.isCall(condition) && holding.contains(ANY_CALL));
  }

  /** Returns the references that count now that a section is in the image. */
  List<Held> nowCounting(InputSection section) throws ElfFormatException {
    List<Held> counting = new ArrayList<>();
    for (String condition : fulfils.getOrDefault(section, Set.of())) {
      meet(condition, counting);
    }
    List<InstructionTraps.Site> sites = traps.sites(section);
    if (!sites.isEmpty()) {
      trapped.put(section, sites);
      sites.forEach(site -> meet(InstructionTraps.condition(site.instruction()), counting));
    }
    if (isProgram(section.object())) {
      for (RelocationEntry relocation : section.relocations()) {
        meet(BY_PROGRAM + nameOf(section, relocation), counting);
      }
    }
    if (watchesElsewhere && !section.object().isKernel()) {
      meetElsewhere(section, counting);
    }
    if (!holding.contains(ANY_CALL) && !listed.contains(section) && makesCalls(section)) {
      meet(ANY_CALL, counting);
    }
    return counting;
  }

  /** Returns where the sections that are in the image so far have instructions to be replaced. */
  Map<InputSection, List<InstructionTraps.Site>> trapped() {
    return trapped;
  }

  private void meetElsewhere(InputSection section, List<Held> counting) throws ElfFormatException {
    for (RelocationEntry relocation : section.relocations()) {
      SymbolEntry entry = section.object().elf().symbols().get(relocation.symbolIndex());
      if (!entry.isInSection()) {
        meet(ELSEWHERE + entry.name(), counting);
      }
    }
  }

  /** The object of the program itself, and of no unit. */
  private boolean isProgram(InputObject object) {
    InputSection start = resolution.global(PROGRAM_START).section();
    return start != null && start.object() == object;
  }

  private static String nameOf(InputSection section, RelocationEntry relocation) {
    return section.object().elf().symbols().get(relocation.symbolIndex()).name();
  }

  private void meet(String condition, List<Held> counting) {
    if (holding.add(condition)) {
      List<Held> released = held.remove(condition);
      counting.addAll(released == null ? List.of() : released);
    }
  }

  private static boolean makesCalls(InputSection section) throws ElfFormatException {
    if (section.object().isKernel() || !section.header().has(SectionFlag.EXECINSTR)) {
      return false;
    }
    for (RelocationEntry relocation : section.relocations()) {
      if (nameOf(section, relocation).startsWith(CALL_GATE)) {
        return true;
      }
    }
    return hasSyscallInstruction(section.contents());
  }

  private static boolean hasSyscallInstruction(ByteView code) throws ElfFormatException {
    for (int i = 0; i + 1 < code.length(); i++) {
      if (code.u1(i) == SYSCALL_0 && code.u1(i + 1) == SYSCALL_1) {
        return true;
      }
    }
    return false;
  }
}
