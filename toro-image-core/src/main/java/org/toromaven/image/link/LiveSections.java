// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sections that the image holds, and for each the reason. */
final class LiveSections {

  /**
   * Why a section is in the image.
   *
   * @param from the section that refers to it; null when it is a root
   * @param what the symbol through which it is referred to, or what makes it a root
   */
  record Reason(InputSection from, String what) {}

  private final List<InputSection> sections;
  private final Reason[] reasons;
  private final Map<InputSection, List<InstructionTraps.Site>> trapped;

  /**
   * Makes the result of a collection.
   *
   * @param sections the live sections, in link order
   * @param reasons the reason of each section by its number; null for a dead one
   * @param trapped where the sections that have any have instructions to be replaced
   */
  LiveSections(
      List<InputSection> sections,
      Reason[] reasons,
      Map<InputSection, List<InstructionTraps.Site>> trapped) {
    this.sections = List.copyOf(sections);
    this.reasons = reasons;
    this.trapped = Map.copyOf(trapped);
  }

  /** Returns the live sections, in link order. */
  List<InputSection> sections() {
    return sections;
  }

  /** Returns where a section has instructions to be replaced. */
  List<InstructionTraps.Site> trapped(InputSection section) {
    return trapped.getOrDefault(section, List.of());
  }

  boolean contains(InputSection section) {
    return reasons[section.id()] != null;
  }

  /** Returns whether a section stays for its own sake. */
  boolean isRoot(InputSection section) {
    Reason reason = reasons[section.id()];
    return reason != null && reason.from() == null;
  }

  /** Returns the steps from a root to a section, one line each; empty for a dead section. */
  List<String> trace(InputSection section) {
    List<String> steps = new ArrayList<>();
    InputSection at = section;
    Optional<Reason> reason = Optional.ofNullable(reasons[at.id()]);
    while (reason.isPresent()) {
      Reason step = reason.get();
      boolean root = step.from() == null;
      steps.add(0, at + (root ? " is " : " through ") + step.what());
      at = step.from();
      reason = root ? Optional.empty() : Optional.ofNullable(reasons[at.id()]);
    }
    return steps;
  }
}
