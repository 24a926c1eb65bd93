// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;

/**
 * One output section at its place.
 *
 * @param kind which one
 * @param address its virtual address
 * @param sizeBytes its size in memory
 * @param inputs the input sections in it, in address order
 */
record OutputSection(OutputKind kind, long address, long sizeBytes, List<InputSection> inputs) {

  OutputSection {
    inputs = List.copyOf(inputs);
  }

  long end() {
    return address + sizeBytes;
  }
}
