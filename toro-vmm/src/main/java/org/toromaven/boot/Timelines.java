// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.toromaven.vmm.Launch;

/**
 * Puts the host's and the guest's clocks into one time line. The guest's time-stamp counter starts
 * at zero when the VMM lets the machine run, and tells exactly how far apart two marks are; the
 * host's stamps tell when each had arrived, a little late and not equally so. So the start of the
 * machine is the earliest moment that no arrival contradicts, and all marks follow from it.
 */
final class Timelines {

  private Timelines() {}

  static BootTimeline of(
      List<Mark> marks, BootJudge judge, Optional<Launch> launch, BootRequest request, long endNs) {
    boolean counting = request.machine().instructionCounting();
    OptionalLong tscHz = counting ? OptionalLong.empty() : tscHz(launch);
    List<Mark> startup = startup(marks);
    GuestClock clock = GuestClock.of(startup, tscHz);
    OptionalLong readyNs = readyNs(marks, judge, clock, request);
    return new BootTimeline(
        phases(startup, clock, judge.readyNs()),
        readyNs,
        readyBy(judge, readyNs),
        endNs,
        counting && started(startup) ? Optional.of(InstructionCount.of(marks)) : Optional.empty());
  }

  private static OptionalLong tscHz(Optional<Launch> launch) {
    return launch.map(Launch::tscHz).orElse(OptionalLong.empty());
  }

  /** The marks up to the program, which always come in this order. */
  private static List<Mark> startup(List<Mark> marks) {
    List<Mark> startup = new ArrayList<>();
    for (Mark mark : marks) {
      if (Phase.ends(mark, false)) {
        startup.add(mark);
      }
      if (mark.is(Mark.PROGRAM)) {
        break;
      }
    }
    return startup;
  }

  /** The program was reached, from the stub on. */
  private static boolean started(List<Mark> startup) {
    return startup.stream().anyMatch(mark -> mark.is(Mark.STUB))
        && startup.stream().anyMatch(mark -> mark.is(Mark.PROGRAM));
  }

  private static OptionalLong readyNs(
      List<Mark> marks, BootJudge judge, GuestClock clock, BootRequest request) {
    if (judge.readyNs().isPresent()) {
      return judge.readyNs();
    }
    Expectations expectations = request.expectations();
    boolean nothingSet = expectations.ready().isEmpty() && expectations.expect().isEmpty();
    Optional<Mark> program =
        marks.stream().filter(mark -> nothingSet && mark.is(Mark.PROGRAM)).findFirst();
    return program.map(mark -> OptionalLong.of(clock.timeOf(mark))).orElse(OptionalLong.empty());
  }

  private static String readyBy(BootJudge judge, OptionalLong readyNs) {
    boolean byProgram = readyNs.isPresent() && judge.readyNs().isEmpty();
    return byProgram ? "the program's first statement" : judge.readyBy();
  }

  private static List<Phase> phases(List<Mark> startup, GuestClock clock, OptionalLong readyNs) {
    List<Phase> phases = new ArrayList<>();
    long at = 0;
    if (clock.machineStartNs().isPresent()) {
      at = clock.machineStartNs().getAsLong();
      phases.add(new Phase(Phase.VMM, 0, at));
    }
    String running = phases.isEmpty() ? Phase.VMM : Phase.FIRMWARE;
    for (Mark mark : startup) {
      long until = Math.max(at, clock.timeOf(mark));
      String name = mark.is(Mark.INIT) ? Phase.INIT + mark.value() : running;
      phases.add(new Phase(name, at, until - at));
      running = Phase.after(mark);
      at = until;
    }
    if (readyNs.isPresent() && readyNs.getAsLong() >= at) {
      phases.add(new Phase(running, at, readyNs.getAsLong() - at));
    }
    return phases;
  }
}
