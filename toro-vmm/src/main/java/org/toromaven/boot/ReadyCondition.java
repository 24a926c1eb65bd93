// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Objects;
import java.util.regex.Pattern;

/** One way to know that the guest is ready; of several, the first that holds decides. */
public sealed interface ReadyCondition {

  /** The program called {@code ToroReady}. Always among the conditions. */
  record ReadyMark() implements ReadyCondition {
    @Override
    public String toString() {
      return "the program calls ToroReady";
    }
  }

  /**
   * A line of the console matches.
   *
   * @param pattern found anywhere in a line
   */
  record ConsolePattern(Pattern pattern) implements ReadyCondition {
    public ConsolePattern {
      Objects.requireNonNull(pattern, "pattern");
    }

    @Override
    public String toString() {
      return "the console shows /" + pattern + "/";
    }
  }

  /**
   * A forwarded TCP port of the guest accepts a connection and does not close it at once.
   *
   * @param guestPort the guest's port; it must be among the forwards
   */
  record OpenPort(int guestPort) implements ReadyCondition {
    @Override
    public String toString() {
      return "port " + guestPort + " is open";
    }
  }

  /**
   * A GET over a forwarded TCP port is answered with this status.
   *
   * @param guestPort the guest's port; it must be among the forwards
   * @param path path of the request, such as {@code /health}
   * @param status expected status, such as 200
   */
  record HttpStatus(int guestPort, String path, int status) implements ReadyCondition {
    public HttpStatus {
      Objects.requireNonNull(path, "path");
    }

    @Override
    public String toString() {
      return "GET " + path + " on port " + guestPort + " answers " + status;
    }
  }
}
