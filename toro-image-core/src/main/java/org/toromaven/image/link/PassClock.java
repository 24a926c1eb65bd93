// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;

/** Times the passes of a link; each ends when the next starts. */
final class PassClock {

  private final List<PassTime> times = new ArrayList<>();
  private String running = "";
  private long startedAt;

  /** Ends the running pass and starts the next. */
  void start(String pass) {
    stop();
    running = pass;
    startedAt = System.nanoTime();
  }

  /** Ends the running pass and returns all times. */
  List<PassTime> stop() {
    if (!running.isEmpty()) {
      times.add(new PassTime(running, System.nanoTime() - startedAt));
      running = "";
    }
    return times;
  }
}
