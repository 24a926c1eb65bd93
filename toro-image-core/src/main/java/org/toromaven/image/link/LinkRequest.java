// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Set;

/**
 * What to link.
 *
 * @param inputs the files in link order
 * @param entries the entry symbols: what they reach is the image
 * @param overrides the kernel's override list
 * @param baseAddress where the image starts in memory, a multiple of {@link Layout#PAGE_SIZE_BYTES}
 * @param keptNotes names of note sections that belong in the image
 */
public record LinkRequest(
    List<InputFile> inputs,
    List<String> entries,
    Overrides overrides,
    long baseAddress,
    Set<String> keptNotes) {

  /** Where an image starts (boot ABI 1). */
  public static final long IMAGE_BASE = 0x100000;

  /** Keeps copies. */
  public LinkRequest {
    inputs = List.copyOf(inputs);
    entries = List.copyOf(entries);
    keptNotes = Set.copyOf(keptNotes);
  }
}
