// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be recognised by another process later: process ids are used again, so the
 * start time belongs to it.
 *
 * @param pid process id
 * @param started when it was started
 */
record ProcessIdentity(long pid, Instant started) {

  /** The system computes start times from two clocks; they agree this closely. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(process.pid(), startOf(process));
  }

  /** Reads what {@link #text()} wrote; empty when it is something else, such as half of it. */
  static Optional<ProcessIdentity> parse(String text) {
    String[] words = text.trim().split(" ", -1);
    try {
      return words.length == 2
          ? Optional.of(
              new ProcessIdentity(
                  Long.parseLong(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1]))))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String text() {
    return pid + " " + started.toEpochMilli();
  }

  /** The process, when it still lives. */
  Optional<ProcessHandle> living() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> Duration.between(startOf(process), started).abs().compareTo(TOLERANCE) <= 0);
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }
}
