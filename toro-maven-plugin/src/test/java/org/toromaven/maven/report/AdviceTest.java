// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every sentence that a user reads when something is wrong, word for word. */
class AdviceTest {

  @Test
  void unknownParameterNamesTheNearestOnes() {
    assertThat(Advice.unknownParameter("unit", List.of("units", "boot", "image")))
        .isEqualTo("unknown configuration element: <unit>\nDid you mean <units>?");
  }

  @Test
  void unknownParameterWithoutANearOneSaysWhereTheListIs() {
    assertThat(Advice.unknownParameter("frobnicate", List.of("units", "boot")))
        .isEqualTo(
            """
            unknown configuration element: <frobnicate>
            mvn toro:help -Ddetail lists all of them""");
  }

  @Test
  void badValueNamesTheElementTheValueAndTheProperty() {
    assertThat(Advice.badValue("vmm.cpus", "zero", "a number from 1 to 64"))
        .isEqualTo(
            """
            <vmm><cpus> must be a number from 1 to 64: zero
            (set it in the POM or with -Dtoro.vmm.cpus=...)""");
  }

  @Test
  void programNotFoundSaysWhereNamesStart() {
    assertThat(Advice.programNotFound("Helo.pas", Path.of("/p/src/main/pascal")))
        .isEqualTo(
            """
            no such program: Helo.pas
            A name in <program> starts at /p/src/main/pascal or at the project's folder""");
  }

  @Test
  void doesNotCompileShowsTheFirstThreeErrors() {
    assertThat(Advice.doesNotCompile("Hello.pas", List.of("a", "b", "c", "d")))
        .isEqualTo(
            """
            Hello.pas does not compile: 4 errors
              a
              b
              c""");
  }

  @Test
  void attachDebuggerIsWhatToType() {
    assertThat(Advice.attachDebugger(Path.of("/a b/Toro.debug"), 4711))
        .isEqualTo(
            """
            the appliance waits for gdb; in another terminal:
              gdb -ex 'target remote 127.0.0.1:4711' '/a b/Toro.debug'
            hbreak FILE.pas:LINE stops at a line, continue starts it""");
  }

  @Test
  void unknownPropertyNamesTheNearest() {
    assertThat(Advice.unknownProperty("vmm.machin", List.of("vmm.machine", "units")))
        .isEqualTo("unknown property: -Dtoro.vmm.machin\nDid you mean -Dtoro.vmm.machine?");
  }

  @Test
  void doesNotCompileTellsWhereUnitsAre() {
    assertThat(Advice.doesNotCompile("Hello.pas", List.of("Can't find unit X used by Hello")))
        .isEqualTo(
            """
            Hello.pas does not compile: 1 error
              Can't find unit X used by Hello
            Units are looked for in the source folder and all below it, in <compiler><unitPaths>, \
            among the kernel's (mvn toro:units) and Free Pascal's own (Debian: packages fp-units-*)\
            """);
  }

  @Test
  void doesNotLinkListsEveryProblemAndTheNextStep() {
    assertThat(Advice.doesNotLink("Hello.pas", List.of("undefined symbol: x\nsecond"), false))
        .isEqualTo(
            """
            Hello.pas does not link: 1 problem
              undefined symbol: x
              second
            Add the unit that defines it to <units> or to the program (mvn toro:units lists the \
            kernel's), or add its folder to <compiler><unitPaths>""");
  }

  @Test
  void doesNotLinkSaysThatThereIsNoCLibrary() {
    assertThat(Advice.doesNotLink("Hello.pas", List.of("undefined symbol: malloc"), true))
        .isEqualTo(
            """
            Hello.pas does not link: 1 problem
              undefined symbol: malloc
            There is no C library in an appliance. Use units written in Pascal alone; cthreads, \
            cmem and cwstring have stand-ins, so leave them in""");
  }

  @Test
  void damagedObjectSaysToBuildAgain() {
    assertThat(Advice.damagedObject("hello.o: offset 0: bad magic number: 0x1"))
        .isEqualTo(
            """
            hello.o: offset 0: bad magic number: 0x1
            Delete the file, or run mvn clean, and build again""");
  }

  @Test
  void imageTooLargeNamesWhatGrew() {
    assertThat(Advice.imageTooLarge("Toro.elf", 41_000, 40_000, List.of("RTL grew by 900 bytes")))
        .isEqualTo(
            """
            Toro.elf is 41000 bytes, 1000 more than <image><maxSize> allows: 40000
              RTL grew by 900 bytes
            mvn toro:size shows what is in the image""");
  }

  @Test
  void noImageSaysHowToGetOne() {
    assertThat(Advice.noImage(Path.of("target/Toro.elf")))
        .isEqualTo(
            """
            no image: target/Toro.elf
            Build it first: mvn package, or bind the goal image""");
  }

  @Test
  void noSummarySaysWhatMustRunBefore() {
    assertThat(Advice.noSummary(Path.of("target/toro/boot-summary.json")))
        .isEqualTo(
            """
            no boot to verify: target/toro/boot-summary.json is missing
            Run the goal boot first (phase integration-test), or skip both with \
            -Dtoro.boot.skip""");
  }

  @Test
  void skippedNamesTheSwitch() {
    assertThat(Advice.skipped("the image is not booted", "skipTests"))
        .isEqualTo("skipped (skipTests): the image is not booted");
  }

  @Test
  void overBudgetSaysWhatTookHowLong() {
    assertThat(Advice.overBudget(time(BudgetLine.WHOLE, 20, 27.25, -1, -1), "the program", PHASES))
        .isEqualTo(
            "from starting the VMM until the program (median of 3 runs) took 27.3 ms, the budget"
                + " <boot><startupTime> is 20.0 ms");
    assertThat(Advice.overBudget(time("kernel", 5, 7.2, -1, -1), "the program", PHASES))
        .isEqualTo(
            "phase kernel (median of 3 runs) took 7.2 ms, the budget <boot><startupTime><kernel>"
                + " is 5.0 ms");
    assertThat(Advice.overBudget(counts(14_000, 14_285, -1, -1), "", PHASES))
        .isEqualTo(
            "the way from the stub to the program took 14,285 instructions, the budget"
                + " <boot><startupInstructions> is 14,000 instructions");
  }

  @Test
  void overBudgetOfGrowthNamesTheBaseline() {
    assertThat(Advice.overBudget(counts(14_280, 15_000, 14_000, 2), "", PHASES))
        .isEqualTo(
            "the way from the stub to the program took 15,000 instructions, the baseline has"
                + " 14,000 instructions and <boot><startupInstructions><growth> allows 2 % more:"
                + " 14,280 instructions");
  }

  @Test
  void aPhaseThatIsNotThereIsNotJudged() {
    assertThat(Advice.overBudget(time("init Memory", 5, -1, -1, -1), "the program", PHASES))
        .isEqualTo(
            "<boot><startupTime><units><Memory> cannot be judged: the boot had no phase init"
                + " Memory (there were: vmm, kernel)");
  }

  @Test
  void phasesShowTheirGrowthAndTheOneThatGrewMost() {
    Map<String, Double> actual = new LinkedHashMap<>();
    actual.put(BudgetLine.WHOLE, 31.0);
    actual.put("vmm", 20.0);
    actual.put("kernel", 11.0);
    assertThat(Advice.phases(BudgetLine.Quantity.TIME, actual, Map.of()))
        .containsExactly("  vmm 20.0 ms", "  kernel 11.0 ms");
    assertThat(Advice.phases(BudgetLine.Quantity.TIME, actual, Map.of("vmm", 21.0, "kernel", 4.0)))
        .containsExactly(
            "  vmm 20.0 ms (baseline 21.0 ms, -1.0 ms)",
            "  kernel 11.0 ms (baseline 4.0 ms, +7.0 ms)",
            "kernel grew most since the baseline, by 7.0 ms",
            "To accept this start: mvn verify -Dtoro.acceptBaseline");
  }

  @Test
  void noBaselineSaysHowToStoreOne() {
    assertThat(Advice.noBaseline("boot", BudgetLine.Quantity.TIME, Path.of("src/times.json")))
        .isEqualTo(
            "no baseline of this VMM and host for boot in src/times.json: mvn verify"
                + " -Dtoro.acceptBaseline stores one");
  }

  private static final List<String> PHASES = List.of("vmm", "kernel");

  private static BudgetLine time(
      String phase, double limit, double actual, double baseline, double growth) {
    return new BudgetLine(
        BudgetLine.Quantity.TIME, phase, "median of 3 runs", limit, actual, baseline, growth);
  }

  private static BudgetLine counts(double limit, double actual, double baseline, double growth) {
    return new BudgetLine(
        BudgetLine.Quantity.INSTRUCTIONS,
        BudgetLine.WHOLE,
        "exact",
        limit,
        actual,
        baseline,
        growth);
  }

  @Test
  void aScenarioOfItsOwnNameIsRunByIt() {
    assertThat(Advice.badBoot("Toro.elf", SamplesOfBoots.failed("c"), 0))
        .endsWith("To see it run: mvn toro:run -Dtoro.scenario='second <one>'");
    assertThat(Advice.badBoots(List.of("a", "b c"), 3))
        .isEqualTo("2 of 3 boots did not do what was asked: a; b c");
  }

  @Test
  void badBootShowsTheReasonAndTheConsole() {
    BootRecord boot =
        new BootRecord(
            "boot",
            SamplesOfBoots.circumstances("qemu", "microvm", "tcg"),
            "qemu-system-x86_64 -kernel Toro.elf",
            1,
            BootRecord.Verdict.FAILED,
            "expected line 1 of 1 never came: /World/",
            new ConsoleRecord(
                "target/toro/console.log", List.of("one", "two", "three"), List.of("warning: odd")),
            List.of(),
            Optional.empty(),
            List.of());
    assertThat(Advice.badBoot("Toro.elf", boot, 2))
        .isEqualTo(
            """
            Toro.elf on qemu microvm tcg (boot): expected line 1 of 1 never came: /World/
            The VMM said:
              warning: odd
            The console's end:
              | two
              | three
            All of it: target/toro/console.log
            To see it run: mvn toro:run""");
  }
}
