// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Map;

/** Words for the exit status of a VMM that ended without a word of the guest. */
final class VmmStatus {

  private static final int SIGNAL_BASE = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 13,
          "PIPE", 15, "TERM");

  private VmmStatus() {}

  /** Whether a signal ended it. */
  static boolean bySignal(int status) {
    return status > SIGNAL_BASE;
  }

  /**
   * @param status exit status, 128 + number after a signal
   * @param messages what the VMM wrote to standard error
   */
  static String explain(int status, String messages) {
    String said = messages.isBlank() ? "; it said nothing" : ": " + messages.strip();
    if (bySignal(status)) {
      int signal = status - SIGNAL_BASE;
      return "the VMM was ended by signal "
          + signal
          + " ("
          + SIGNALS.getOrDefault(signal, "unknown")
          + ")"
          + said;
    }
    return "the VMM ended with status " + status + said;
  }
}
