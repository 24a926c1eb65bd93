// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmCommand;

class TimelinesTest {

  private static final long MS = 1_000_000;

  /** A counter of 1 MHz: one tick is 1000 ns. */
  private static final OptionalLong MEGAHERTZ = OptionalLong.of(1_000_000);

  @Test
  @DisplayName("the earliest arrival ties the clocks together, late ones change nothing")
  void clocks() {
    List<Mark> marks =
        List.of(
            new Mark(Mark.STUB, 10_000, "", 35 * MS),
            new Mark(Mark.KERNEL, 11_000, "", 31 * MS),
            new Mark(Mark.PROGRAM, 14_000, "", 34 * MS + 900_000));

    BootTimeline timeline = timeline(marks, MEGAHERTZ, Expectations.SUCCESS);

    assertThat(timeline.phases())
        .containsExactly(
            new Phase("vmm", 0, 20 * MS),
            new Phase("firmware", 20 * MS, 10 * MS),
            new Phase("stub", 30 * MS, MS),
            new Phase("kernel", 31 * MS, 3 * MS));
    assertThat(timeline.readyNs()).hasValue(34 * MS);
    assertThat(timeline.readyBy()).isEqualTo("the program's first statement");
  }

  @Test
  @DisplayName("each unit's initialization is a phase of its own")
  void units() {
    List<Mark> marks =
        List.of(
            new Mark(Mark.STUB, 0, "", MS),
            new Mark(Mark.KERNEL, 1_000, "", 2 * MS),
            new Mark(Mark.INIT, 3_000, "Networking", 4 * MS),
            new Mark(Mark.INIT, 4_000, "Filesystem", 5 * MS),
            new Mark(Mark.PROGRAM, 5_000, "", 6 * MS));

    assertThat(timeline(marks, MEGAHERTZ, Expectations.SUCCESS).phases())
        .extracting(Phase::name)
        .containsExactly("vmm", "firmware", "stub", "init Networking", "init Filesystem", "kernel");
  }

  @Test
  @DisplayName("without a known rate the arrivals are all there is")
  void unknownRate() {
    List<Mark> marks =
        List.of(
            new Mark(Mark.STUB, 10_000, "", 30 * MS), new Mark(Mark.PROGRAM, 14_000, "", 34 * MS));

    assertThat(timeline(marks, OptionalLong.empty(), Expectations.SUCCESS).phases())
        .containsExactly(new Phase("vmm", 0, 30 * MS), new Phase("stub", 30 * MS, 4 * MS));
  }

  @Test
  @DisplayName("a counter that was running before the spawn is not believed")
  void runningCounter() {
    List<Mark> marks = List.of(new Mark(Mark.STUB, 10_000_000, "", 30 * MS));

    assertThat(timeline(marks, MEGAHERTZ, Expectations.SUCCESS).phases())
        .containsExactly(new Phase("vmm", 0, 30 * MS));
  }

  @Test
  @DisplayName("counted instructions are exact, and no time")
  void instructions() {
    List<Mark> marks =
        List.of(new Mark(Mark.STUB, 628, "", 30 * MS), new Mark(Mark.PROGRAM, 14_000, "", 34 * MS));
    BootRequest request =
        request(Expectations.SUCCESS)
            .withMachine(MachineConfig.builder().instructionCounting(true).build());

    BootTimeline timeline =
        Timelines.of(marks, judge(Expectations.SUCCESS), launch(MEGAHERTZ), request, 40 * MS);

    assertThat(timeline.startupInstructions()).hasValue(13_372);
    assertThat(timeline.instructions().orElseThrow().shares())
        .containsExactly(
            new InstructionCount.Share("firmware", 628),
            new InstructionCount.Share("stub", 13_372));
    assertThat(timeline.phases())
        .containsExactly(new Phase("vmm", 0, 30 * MS), new Phase("stub", 30 * MS, 4 * MS));
  }

  @Test
  @DisplayName("each phase has its own count, the program's ends when it is ready")
  void instructionsOfEachPhase() {
    List<Mark> marks =
        List.of(
            new Mark(Mark.STUB, 100, "", MS),
            new Mark(Mark.KERNEL, 150, "", MS),
            new Mark(Mark.INIT, 350, "Networking", MS),
            new Mark(Mark.PROGRAM, 400, "", MS),
            new Mark(Mark.READY, 1_400, "", MS),
            new Mark(Mark.EXIT, 9_999, "0", MS));

    InstructionCount count = InstructionCount.of(marks);

    assertThat(count.shares())
        .containsExactly(
            new InstructionCount.Share("firmware", 100),
            new InstructionCount.Share("stub", 50),
            new InstructionCount.Share("init Networking", 200),
            new InstructionCount.Share("kernel", 50),
            new InstructionCount.Share("program", 1_000));
    assertThat(count.startup()).isEqualTo(300);
    assertThat(count.of("init Networking")).hasValue(200);
    assertThat(count.of("init Filesystem")).isEmpty();
  }

  @Test
  @DisplayName("the last phase ends when the guest is ready")
  void ready() {
    Expectations expectations = Expectations.lines("up");
    BootJudge judge = judge(expectations);
    judge.line("up", true, 50 * MS);
    List<Mark> marks = List.of(new Mark(Mark.PROGRAM, 14_000, "", 34 * MS));

    BootTimeline timeline =
        Timelines.of(marks, judge, launch(OptionalLong.empty()), request(expectations), 60 * MS);

    assertThat(timeline.phases())
        .containsExactly(new Phase("vmm", 0, 34 * MS), new Phase("program", 34 * MS, 16 * MS));
    assertThat(timeline.readyBy()).isEqualTo("the last expected line");
  }

  private static BootTimeline timeline(
      List<Mark> marks, OptionalLong tscHz, Expectations expectations) {
    return Timelines.of(marks, judge(expectations), launch(tscHz), request(expectations), 100 * MS);
  }

  private static BootJudge judge(Expectations expectations) {
    return new BootJudge(expectations);
  }

  private static BootRequest request(Expectations expectations) {
    return BootRequest.of(BootSource.kernel(Path.of("Toro.elf")), Path.of("console.log"))
        .withExpectations(expectations);
  }

  private static Optional<Launch> launch(OptionalLong tscHz) {
    return Optional.of(
        new Launch(
            new VmmCommand(List.of("qemu")),
            new AccelerationChoice(Acceleration.TCG, "test"),
            Launch.Marks.EVENT_SOCKET,
            tscHz,
            Optional.empty(),
            Launch.AfterStart.NOTHING));
  }
}
