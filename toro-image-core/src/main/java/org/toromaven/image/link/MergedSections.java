// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Map;

/** The sections to place once equal constants have become one. */
final class MergedSections {

  /** Where a merged section went: into the section, its pieces to the places of the table. */
  record Merged(InputSection into, PieceTable pieces) {}

  private final List<InputSection> sections;
  private final Map<InputSection, Merged> merged;
  private final int sectionIdCount;

  /**
   * Makes the result of a merge.
   *
   * @param sections what is to be placed, in link order
   * @param merged the sections that are not placed themselves, with what became of them
   * @param sectionIdCount one more than the largest section number
   */
  MergedSections(
      List<InputSection> sections, Map<InputSection, Merged> merged, int sectionIdCount) {
    this.sections = List.copyOf(sections);
    this.merged = Map.copyOf(merged);
    this.sectionIdCount = sectionIdCount;
  }

  List<InputSection> sections() {
    return sections;
  }

  int sectionIdCount() {
    return sectionIdCount;
  }

  /** Returns the section that is placed and holds a section's bytes: mostly itself. */
  InputSection placed(InputSection section) {
    Merged here = merged.get(section);
    return here == null ? section : here.into();
  }

  /**
   * Returns where {@link #placed} holds what was at an offset of a section; {@link
   * PieceTable#NOWHERE} for a piece that nothing in the image refers to.
   */
  long offset(InputSection section, long offset) {
    Merged here = merged.get(section);
    return here == null ? offset : here.pieces().placeOf(offset);
  }
}
