// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.Map;

/**
 * What the allocator of a VMM's C library is told, through the environment: a VMM's first
 * milliseconds go to page faults, a thousand of them for its heap, and with these words the heap
 * comes in huge pages (decision 0011). Only glibc reads them; they change when memory is taken from
 * Linux, and nothing that a program can see. Called by whoever starts a VMM.
 */
public final class AllocatorTuning {

  /** The variable that glibc reads (glibc manual, Memory Allocation Tunables). */
  static final String VARIABLE = "GLIBC_TUNABLES";

  /** Two huge pages at a time, and {@code madvise} so that they are huge. */
  static final String VALUE = "glibc.malloc.top_pad=4194304:glibc.malloc.hugetlb=1";

  private AllocatorTuning() {}

  /**
   * Adds the words to the environment of a process about to be started. Whoever has set the
   * variable keeps it as it is.
   */
  public static void apply(Map<String, String> environment) {
    environment.putIfAbsent(VARIABLE, VALUE);
  }
}
