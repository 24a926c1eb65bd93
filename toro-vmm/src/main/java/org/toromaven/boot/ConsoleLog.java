// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the guest wrote to its console. The file holds every byte unchanged, apart from in-band
 * marks (BOOT-ABI 7); the tail is kept in memory so that a console of any size can be reported.
 *
 * @param file all bytes
 * @param sizeBytes how many there are
 * @param tail the last of them as text, at most 64 KiB, malformed UTF-8 replaced
 * @param firstByteNs when the host received the first byte, in nanoseconds since the spawn
 * @param problem why the file is incomplete; empty when it is complete
 */
public record ConsoleLog(
    Path file, long sizeBytes, String tail, OptionalLong firstByteNs, Optional<String> problem) {

  public ConsoleLog {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(tail, "tail");
    Objects.requireNonNull(firstByteNs, "firstByteNs");
    Objects.requireNonNull(problem, "problem");
  }

  /** The last lines, at most {@code count}; the first of them may have lost its start. */
  public List<String> lastLines(int count) {
    List<String> lines = tail.lines().toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }
}
