// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.nio.file.Path;
import java.util.Optional;

/** Compares programs, one by one; safe for several threads with different programs. */
final class Comparison {

  private final ComparePlan plan;
  private final LinuxPrograms linux;
  private final AppliancePrograms appliances;

  Comparison(ComparePlan plan, LinuxPrograms linux, AppliancePrograms appliances) {
    this.plan = plan;
    this.linux = linux;
    this.appliances = appliances;
  }

  /**
   * Runs a program both ways. What it made is kept below the output folder when somebody has to
   * look at it.
   */
  Verdict compare(Path program) throws Exception {
    Path folder =
        Trees.empty(plan.output().resolve("work").resolve(program.toString().substring(1)));
    Verdict verdict = compare(program, folder);
    if (!verdict.kind().isFailure()) {
      Trees.delete(folder);
    }
    return verdict;
  }

  private Verdict compare(Path program, Path folder) throws Exception {
    Directives directives = Directives.read(program);
    Optional<String> reason = directives.reasonToSkip();
    if (reason.isPresent()) {
      return new Verdict(program, Kind.SKIPPED, reason.get());
    }
    Path own = Trees.empty(folder.resolve("linux"));
    Optional<Path> executable = linux.compile(program, directives.options(), own);
    if (executable.isEmpty()) {
      return new Verdict(program, Kind.SKIPPED, linux.reason(own));
    }
    return directives.linkOnly()
        ? linked(program, directives, folder)
        : run(program, directives, executable.get(), folder);
  }

  private Verdict linked(Path program, Directives directives, Path folder) {
    try {
      appliances.link(program, directives.options(), folder.resolve("appliance"));
      return new Verdict(program, Kind.LINKED, "not to be run");
    } catch (Exception problem) {
      return notLinkable(program, problem);
    }
  }

  private Verdict run(Path program, Directives directives, Path executable, Path folder)
      throws Exception {
    Optional<Observed> expected = linux.run(executable, folder.resolve("run-1"));
    if (expected.isEmpty()) {
      return new Verdict(program, Kind.SKIPPED, "does not end on Linux");
    }
    Path image;
    try {
      image = appliances.link(program, directives.options(), folder.resolve("appliance"));
    } catch (Exception problem) {
      return notLinkable(program, problem);
    }
    String difference;
    try {
      Observed actual = appliances.boot(image);
      if (actual.equals(expected.get())) {
        return new Verdict(program, Kind.SAME, "exit code " + actual.exitCode());
      }
      difference = expected.get().differenceTo(actual);
    } catch (AppliancePrograms.DidNotEnd problem) {
      difference = problem.getMessage();
    }
    // Only now, so that a program that depends on the time has had some of it.
    return expected.equals(linux.run(executable, folder.resolve("run-2")))
        ? new Verdict(program, Kind.DIFFERENT, difference)
        : new Verdict(program, Kind.SKIPPED, "differs between two runs on Linux");
  }

  private static Verdict notLinkable(Path program, Exception problem) {
    return new Verdict(program, Kind.NOT_LINKABLE, String.valueOf(problem.getMessage()));
  }
}
