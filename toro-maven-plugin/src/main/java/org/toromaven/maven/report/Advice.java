// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one home of what the plugin says when something is wrong: what and where, then what to do.
 * AdviceTest holds every sentence, word for word.
 */
public final class Advice {
  /** The compiler's own words, and where it looked. */
  private static final String UNIT_NOT_FOUND = "Can't find unit ";

  private static final String WHERE_UNITS_ARE =
      "\nUnits are looked for in the source folder and all below it, in <compiler><unitPaths>,"
          + " among the kernel's (mvn toro:units) and Free Pascal's own"
          + " (Debian: packages fp-units-*)";

  private Advice() {}

  /** An element that no goal has. */
  public static String unknownParameter(String name, Collection<String> known) {
    return "unknown configuration element: <" + name + ">" + didYouMean(name, known, "<", ">");
  }

  /** A property of the command line that nobody reads; names are without {@code toro.}. */
  public static String unknownProperty(String name, Collection<String> known) {
    return "unknown property: -Dtoro." + name + didYouMean(name, known, "-Dtoro.", "");
  }

  /** What to type in another terminal to see the appliance's first instruction. */
  public static String attachDebugger(Path debugFile, int port) {
    String file = debugFile.toString().replace("'", "'\\''");
    return "the appliance waits for gdb; in another terminal:\n  gdb -ex 'target remote 127.0.0.1:"
        + port
        + "' '"
        + file
        + "'\nhbreak FILE.pas:LINE stops at a line, continue starts it";
  }

  /**
   * A nested setting with a value that makes no sense; {@code path} is such as {@code vmm.cpus}.
   */
  public static String badValue(String path, String value, String allowed) {
    return element(path)
        + " must be "
        + allowed
        + ": "
        + value
        + "\n(set it in the POM or with -Dtoro."
        + path
        + "=...)";
  }

  /** The program that was named is not there. */
  public static String programNotFound(String name, Path folder) {
    return "no such program: "
        + name
        + "\nA name in <program> starts at "
        + folder
        + " or at the project's folder";
  }

  /** The compiler refused the program; {@code errors} are its own messages with their places. */
  public static String doesNotCompile(String program, List<String> errors) {
    return program
        + " does not compile: "
        + count(errors.size(), "error")
        + "\n"
        + indented(errors.subList(0, Math.min(errors.size(), 3)))
        + (errors.stream().anyMatch(error -> error.contains(UNIT_NOT_FOUND))
            ? WHERE_UNITS_ARE
            : "");
  }

  /** Object files that do not fit together. */
  public static String doesNotLink(String program, List<String> problems, boolean cLibrary) {
    String text = program + " does not link: " + count(problems.size(), "problem") + "\n";
    String next =
        cLibrary
            ? "\nThere is no C library in an appliance. Use units written in Pascal alone;"
                + " cthreads, cmem and cwstring have stand-ins, so leave them in"
            : "\nAdd the unit that defines it to <units> or to the program (mvn toro:units lists"
                + " the kernel's), or add its folder to <compiler><unitPaths>";
    return text + indented(problems) + next;
  }

  /** An object file that is cut short or for another machine. */
  public static String damagedObject(String problem) {
    return problem + "\nDelete the file, or run mvn clean, and build again";
  }

  /** The image is larger than the POM allows. */
  public static String imageTooLarge(
      String image, long sizeBytes, long maxBytes, List<String> growth) {
    return image
        + " is "
        + sizeBytes
        + " bytes, "
        + (sizeBytes - maxBytes)
        + " more than <image><maxSize> allows: "
        + maxBytes
        + "\n"
        + (growth.isEmpty() ? "" : indented(growth) + "\n")
        + "mvn toro:size shows what is in the image";
  }

  /** A goal needs an image and there is none. */
  public static String noImage(Path image) {
    return "no image: " + image + "\nBuild it first: mvn package, or bind the goal image";
  }

  /** The goal verify found no summary to judge. */
  public static String noSummary(Path summary) {
    return "no boot to verify: "
        + summary
        + " is missing\nRun the goal boot first (phase integration-test), or skip both with"
        + " -Dtoro.boot.skip";
  }

  /** One line that says what a goal left undone, and which switch did it. */
  public static String skipped(String what, String reason) {
    return "skipped (" + reason + "): " + what;
  }

  /** The switch that chooses a scenario; none for the one that has no name of its own. */
  private static String scenario(String name) {
    return name.equals("boot") || name.equals("start")
        ? ""
        : " -Dtoro.scenario='" + name.replace("'", "'\\''") + "'";
  }

  /** No scenario has that name. */
  public static String noScenario(String name, Collection<String> known) {
    return "no <boot> is called "
        + name
        + didYouMean(name, known, "", "")
        + "\nThere are: "
        + String.join("; ", known);
  }

  /** Several scenarios that did not pass, before each of them tells why. */
  public static String badBoots(List<String> names, int all) {
    return names.size()
        + " of "
        + all
        + " boots did not do what was asked: "
        + String.join("; ", names);
  }

  /** A scenario that did not pass: why, the console's end, and where the rest is. */
  public static String badBoot(String image, BootRecord boot, int consoleLines) {
    List<String> tail = boot.consoleTail();
    List<String> shown = tail.subList(Math.max(0, tail.size() - consoleLines), tail.size());
    String where = boot.host().isEmpty() ? "" : " on " + boot.host();
    StringBuilder text = new StringBuilder(image + where + " (" + boot.name() + "): ");
    text.append(boot.message());
    if (!boot.console().vmmMessages().isEmpty()) {
      text.append("\nThe VMM said:\n").append(indented(boot.console().vmmMessages()));
    }
    if (boot.verdict() == BootRecord.Verdict.ERROR && shown.isEmpty()) {
      return text.toString();
    }
    text.append(shown.isEmpty() ? "\nThe console is empty" : "\nThe console's end:\n");
    text.append(indented(shown.stream().map(line -> "| " + line).toList()));
    text.append("\nAll of it: ").append(boot.console().file());
    return text.append("\nTo see it run: mvn toro:run").append(scenario(boot.name())).toString();
  }

  /**
   * A limit on the start that was not kept.
   *
   * @param readyBy what ended the start, for people
   * @param phases the phases that the boot had
   */
  public static String overBudget(BudgetLine line, String readyBy, Collection<String> phases) {
    String element = budgetElement(line);
    if (line.actual() < 0) {
      return element
          + " cannot be judged: the boot had no phase "
          + line.phase()
          + " (there were: "
          + String.join(", ", phases)
          + ")";
    }
    BudgetLine.Quantity quantity = line.quantity();
    String took = quantity.text(line.actual());
    String what = what(line, readyBy) + " took " + took;
    if (line.growthPercent() < 0) {
      return what + ", the budget " + element + " is " + quantity.text(line.limit());
    }
    return what
        + ", the baseline has "
        + quantity.text(line.baseline())
        + " and "
        + element
        + " allows "
        + percent(line.growthPercent())
        + " more: "
        + quantity.text(line.limit());
  }

  private static String what(BudgetLine line, String readyBy) {
    String runs =
        line.statistic().startsWith("median") || line.statistic().startsWith("p95")
            ? " (" + line.statistic() + ")"
            : "";
    if (!line.phase().equals(BudgetLine.WHOLE)) {
      return "phase " + line.phase() + runs;
    }
    return line.quantity() == BudgetLine.Quantity.TIME
        ? "from starting the VMM until " + readyBy + runs
        : "the way from the stub to the program";
  }

  private static String budgetElement(BudgetLine line) {
    String element =
        line.quantity() == BudgetLine.Quantity.TIME
            ? "<boot><startupTime>"
            : "<boot><startupInstructions>";
    if (line.growthPercent() >= 0) {
      return element + "<growth>";
    }
    if (line.phase().equals(BudgetLine.WHOLE)) {
      return element;
    }
    return line.phase().startsWith("init ")
        ? element + "<units><" + line.phase().substring("init ".length()) + ">"
        : element + "<" + line.phase() + ">";
  }

  /**
   * The table of phases below a limit that was not kept, each with its growth since the baseline,
   * and the phase that grew most.
   *
   * @param actual what was measured, by phase, the whole among them
   * @param baseline what was accepted, empty when nothing was
   */
  public static List<String> phases(
      BudgetLine.Quantity quantity, Map<String, Double> actual, Map<String, Double> baseline) {
    List<String> lines = new ArrayList<>();
    String grown = "";
    double most = 0;
    for (Map.Entry<String, Double> phase : actual.entrySet()) {
      String name = phase.getKey();
      if (name.equals(BudgetLine.WHOLE)) {
        continue;
      }
      double growth = phase.getValue() - baseline.getOrDefault(name, 0.0);
      lines.add(
          "  "
              + name
              + " "
              + quantity.text(phase.getValue())
              + since(quantity, growth, baseline.get(name), !baseline.isEmpty()));
      if (growth > most) {
        most = growth;
        grown = name;
      }
    }
    if (!baseline.isEmpty()) {
      lines.add(
          grown.isEmpty()
              ? "no phase grew since the baseline"
              : grown + " grew most since the baseline, by " + quantity.text(most));
      lines.add("To accept this start: mvn verify -Dtoro.acceptBaseline");
    }
    return lines;
  }

  private static String since(
      BudgetLine.Quantity quantity, double growth, Double before, boolean any) {
    if (before == null) {
      return any ? " (not in the baseline)" : "";
    }
    String sign = growth < 0 ? "-" : "+";
    return " (baseline "
        + quantity.text(before)
        + ", "
        + sign
        + quantity.text(Math.abs(growth))
        + ")";
  }

  private static String percent(double percent) {
    return (percent == Math.rint(percent) ? Long.toString((long) percent) : percent + "") + " %";
  }

  /** Growth is limited and there is nothing yet that it could be growth of. */
  public static String noBaseline(String name, BudgetLine.Quantity quantity, Path file) {
    String of = quantity == BudgetLine.Quantity.TIME ? " of this VMM and host" : "";
    return "no baseline"
        + of
        + " for "
        + name
        + " in "
        + file
        + ": mvn verify -Dtoro.acceptBaseline stores one";
  }

  /** What was measured is what later builds are held against. */
  public static String accepted(String name, Path folder) {
    return "accepted the start of " + name + " as the baseline in " + folder;
  }

  /** The goal start gave up waiting. */
  public static String notReady(String image, BootRecord boot) {
    return image
        + " was not ready in time or ended before\n"
        + badBoot(image, boot, 15)
        + "\nSay when it is ready: <boot><ready><console>, <port> or <http>";
  }

  /** The goal stop found nothing to stop. */
  public static String nothingToStop() {
    return "no appliance runs: the goal start did not run in this build";
  }

  private static String element(String path) {
    return "<" + path.replace(".", "><") + ">";
  }

  private static String didYouMean(
      String name, Collection<String> known, String before, String after) {
    List<String> near = Nearest.to(name, known);
    return near.isEmpty()
        ? before.isEmpty() ? "" : "\nmvn toro:help -Ddetail lists all of them"
        : near.stream()
            .map(other -> before + other + after)
            .collect(Collectors.joining(", ", "\nDid you mean ", "?"));
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String indented(List<String> lines) {
    return lines.stream()
        .flatMap(String::lines)
        .map(line -> "  " + line)
        .collect(Collectors.joining("\n"));
  }
}
