// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What to compare and how; read from the words of the command line, where {@code
 * bench/compare-programs} describes them.
 *
 * @param programs the sources, absolute, in order
 * @param output where results and what is kept of those that differ go
 * @param units kernel units that every appliance gets
 * @param unitPath further folders of units, for both sides
 * @param jobs how many programs at once
 * @param memoryMib memory of an appliance
 * @param linuxTimeout after which a program that runs on Linux has no end
 * @param applianceTimeout after which an appliance has no end
 * @param again which programs with a result are compared again
 */
record ComparePlan(
    List<Path> programs,
    Path output,
    List<String> units,
    List<Path> unitPath,
    int jobs,
    int memoryMib,
    Duration linuxTimeout,
    Duration applianceTimeout,
    Again again) {

  /** Which programs that have a result are compared again. */
  enum Again {
    ALL,
    FAILED,
    NONE
  }

  /** All that a program without a network or disk may ask for. */
  private static final String UNITS = "Memory,Process,Filesystem,Networking";

  /**
   * Reads the words.
   *
   * @throws IllegalArgumentException for an option that nobody knows, or no program at all
   */
  static ComparePlan parse(String[] words) throws IOException {
    List<Path> programs = new ArrayList<>();
    List<Path> unitPath = new ArrayList<>();
    Path output = Path.of("toro-bench/target/compare-programs");
    String units = UNITS;
    int jobs = 2;
    int memoryMib = 512;
    int linuxSeconds = 10;
    int applianceSeconds = 180;
    Again again = Again.ALL;
    Iterator<String> rest = Arrays.asList(words).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--list" -> programs.addAll(listed(Path.of(rest.next())));
        case "--output" -> output = Path.of(rest.next());
        case "--units" -> units = rest.next();
        case "--unit-path" -> unitPath.add(Path.of(rest.next()).toAbsolutePath().normalize());
        case "--jobs" -> jobs = Integer.parseInt(rest.next());
        case "--memory" -> memoryMib = Integer.parseInt(rest.next());
        case "--linux-timeout" -> linuxSeconds = Integer.parseInt(rest.next());
        case "--appliance-timeout" -> applianceSeconds = Integer.parseInt(rest.next());
        case "--resume" -> again = Again.NONE;
        case "--failed" -> again = Again.FAILED;
        default -> programs.addAll(sources(word));
      }
    }
    if (programs.isEmpty()) {
      throw new IllegalArgumentException("no program: name folders, programs, or --list FILE");
    }
    return new ComparePlan(
        programs.stream().distinct().toList(),
        output.toAbsolutePath().normalize(),
        Arrays.stream(units.split(",", -1)).filter(unit -> !unit.isBlank()).toList(),
        List.copyOf(unitPath),
        jobs,
        memoryMib,
        Duration.ofSeconds(linuxSeconds),
        Duration.ofSeconds(applianceSeconds),
        again);
  }

  private static List<Path> sources(String word) throws IOException {
    if (word.startsWith("-")) {
      throw new IllegalArgumentException("unknown option: " + word);
    }
    return Trees.sources(Path.of(word).toAbsolutePath().normalize());
  }

  private static List<Path> listed(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(line -> Path.of(line).toAbsolutePath().normalize())
        .toList();
  }
}
