// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

/**
 * One line of the allocator's soak.
 *
 * @param second since the start
 * @param operations blocks taken or given back so far, over all cores
 * @param liveKilobytes what the program asked for and has not given back
 * @param heldKilobytes what the heaps have taken from the machine's memory
 */
record SoakSample(long second, long operations, long liveKilobytes, long heldKilobytes) {

  private static final String PREFIX = "sample ";

  static boolean isSample(String line) {
    return line.startsWith(PREFIX);
  }

  static SoakSample parse(String line) {
    String[] words = line.strip().split(" ", -1);
    return new SoakSample(
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }

  /** Memory held for each byte that is in use. */
  double heldShare() {
    return (double) heldKilobytes / liveKilobytes;
  }
}
