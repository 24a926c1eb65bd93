// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of this run and of those before it, one line each in a file that is written as they
 * come, so that a run that was ended goes on where it was. Safe for several threads.
 */
final class Results {

  private final Path file;
  private final Map<Path, Verdict> verdicts = new LinkedHashMap<>();

  /** Reads what there is; of several lines about a program the last one holds. */
  Results(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, UTF_8)) {
        Verdict verdict = Verdict.parse(line);
        verdicts.put(verdict.program(), verdict);
      }
    }
  }

  /** What is known about a program. */
  synchronized Optional<Verdict> of(Path program) {
    return Optional.ofNullable(verdicts.get(program));
  }

  /** Adds a verdict, in the file too. */
  synchronized void add(Verdict verdict) throws IOException {
    verdicts.put(verdict.program(), verdict);
    Files.write(
        file, List.of(verdict.line()), UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** What is known about these programs, in their order. */
  synchronized List<Verdict> of(List<Path> programs) {
    return programs.stream().map(verdicts::get).filter(verdict -> verdict != null).toList();
  }
}
