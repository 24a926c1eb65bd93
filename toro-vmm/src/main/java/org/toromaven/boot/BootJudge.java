// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Decides what a boot is worth, from what is observed, in the order it is observed. Pure: no clock,
 * no process. The session feeds it and asks after each event whether the machine may run on. Not
 * safe for several threads.
 */
final class BootJudge {

  /** Whether the machine may run on. */
  enum Wish {
    /** Nothing is decided. */
    RUN_ON,
    /** The guest is about to end the machine itself; help after a moment. */
    END_SOON,
    /** The result stands; end the machine. */
    END_NOW
  }

  private final Expectations expectations;
  private final ConsoleMatcher matcher;

  private BootOutcome outcome;
  private String reason = "";
  private OptionalInt exitCode = OptionalInt.empty();

  private OptionalLong readyNs = OptionalLong.empty();
  private String readyBy = "";
  private OptionalLong lastExpectedNs = OptionalLong.empty();
  private String lastLine = "";

  BootJudge(Expectations expectations) {
    this.expectations = expectations;
    matcher = new ConsoleMatcher(expectations.expect(), expectations.reject());
  }

  /** A line of the console, or the growth of the last one. */
  void line(String text, boolean complete, long sinceSpawnNs) {
    int metBefore = matcher.metCount();
    matcher.line(text, complete);
    if (matcher.metCount() > metBefore && matcher.allMet()) {
      lastExpectedNs = OptionalLong.of(sinceSpawnNs);
    }
    if (!text.isBlank()) {
      lastLine = text;
    }
    if (matcher.rejectedBy().isPresent() && (outcome == null || outcome == BootOutcome.EXITED)) {
      String line = clipped(matcher.rejectedLine());
      decide(
          BootOutcome.REJECTED,
          "the console shows what must not come, /" + matcher.rejectedBy().get() + "/: " + line);
    }
    if (readyNs.isEmpty()) {
      shownCondition(text, complete).ifPresent(shown -> ready(shown.toString(), sinceSpawnNs));
    }
    endWhenReady();
  }

  /** A mark of the guest. */
  void mark(Mark mark) {
    if (mark.is(Mark.READY)) {
      ready(new ReadyCondition.ReadyMark().toString(), mark.arrivalNs());
    } else if (mark.is(Mark.EXIT) && outcome == null) {
      exited(mark);
    } else if (mark.is(Mark.PANIC) && outcome == null) {
      decide(BootOutcome.PANICKED, "the kernel gave up: " + mark.value());
    }
  }

  /** A ready condition holds; only the first one counts. */
  void ready(String by, long sinceSpawnNs) {
    if (readyNs.isEmpty()) {
      readyNs = OptionalLong.of(sinceSpawnNs);
      readyBy = by;
    }
    endWhenReady();
  }

  /** The time-out passed. */
  void timedOut(Duration timeout) {
    if (outcome == null) {
      decide(
          BootOutcome.TIMED_OUT,
          "still running after the time-out of " + Texts.duration(timeout) + awaiting());
    }
  }

  /** Somebody wants the boot to end. */
  void cancelled(String why) {
    if (outcome == null) {
      decide(BootOutcome.CANCELLED, why);
    }
  }

  /** The caller has no more use for the guest. */
  void stopped() {
    if (outcome == null && isReady()) {
      decide(BootOutcome.READY, "ready: " + readyBy() + "; stopped on request");
    }
    cancelled("stopped before it was ready");
  }

  /** The VMM cannot go on, or could not start. */
  void vmmFailed(String why) {
    if (outcome == null) {
      decide(BootOutcome.VMM_FAILED, why);
    }
  }

  /** The VMM ended by itself without a word of the guest. */
  void crashed(String why) {
    if (outcome == null) {
      decide(BootOutcome.CRASHED, why + awaiting());
    }
  }

  /** Whether a ready condition holds, or every expected line was seen where none was set. */
  boolean isReady() {
    return readyNs.isPresent() || (byLines() && matcher.allMet());
  }

  Wish wish() {
    if (outcome == null) {
      return Wish.RUN_ON;
    }
    boolean guestEnds = outcome == BootOutcome.EXITED || outcome == BootOutcome.PANICKED;
    return guestEnds ? Wish.END_SOON : Wish.END_NOW;
  }

  /** When the guest was ready by a condition, or had shown every expected line. */
  OptionalLong readyNs() {
    return readyNs.isEmpty() && byLines() ? lastExpectedNs : readyNs;
  }

  /** What made it ready, for people. */
  String readyBy() {
    boolean lines = readyNs.isEmpty() && byLines() && matcher.allMet();
    return lines ? "the last expected line" : readyBy;
  }

  /** The verdict, once all that came has been fed; the outcome must have been decided. */
  Verdict verdict() {
    if (outcome == null) {
      throw new IllegalStateException("a boot is judged when it has ended");
    }
    Optional<String> flaw = flaw();
    return new Verdict(outcome, flaw.isEmpty(), flaw.orElse(reason), exitCode);
  }

  private Optional<ReadyCondition> shownCondition(String text, boolean complete) {
    return expectations.ready().stream()
        .filter(
            condition ->
                condition instanceof ReadyCondition.ConsolePattern console
                    && ConsoleMatcher.found(console.pattern().matcher(text), 0, complete))
        .findFirst();
  }

  private void exited(Mark mark) {
    try {
      exitCode = OptionalInt.of(Integer.parseInt(mark.value().trim()));
      decide(BootOutcome.EXITED, "the program ended with exit code " + exitCode.getAsInt());
    } catch (NumberFormatException e) {
      decide(BootOutcome.PANICKED, "the exit mark has no number: " + clipped(mark.value()));
    }
  }

  private void endWhenReady() {
    boolean stop = expectations.until() == Until.READY && outcome == null && matcher.allMet();
    if (stop && isReady()) {
      decide(BootOutcome.READY, "ready: " + readyBy());
    }
  }

  private boolean byLines() {
    return expectations.ready().isEmpty() && !expectations.expect().isEmpty();
  }

  private void decide(BootOutcome what, String why) {
    outcome = what;
    reason = why;
  }

  /** What is wrong with the boot; empty when it is what was asked for. */
  private Optional<String> flaw() {
    if (outcome == BootOutcome.READY) {
      return Optional.empty();
    }
    if (outcome != BootOutcome.EXITED) {
      return Optional.of(reason);
    }
    if (expectations.until() == Until.READY) {
      return Optional.of(reason + " before it was ready" + awaiting());
    }
    if (exitCode.getAsInt() != expectations.exitCode()) {
      return Optional.of(reason + ", expected was " + expectations.exitCode() + lastLineShown());
    }
    return matcher.allMet() ? Optional.empty() : Optional.of(reason + awaiting());
  }

  private String awaiting() {
    String lines =
        matcher
            .awaited()
            .map(
                pattern ->
                    String.format(
                        "; expected line %d of %d never came: /%s/",
                        matcher.metCount() + 1, expectations.expect().size(), pattern))
            .orElse("");
    boolean ready = expectations.until() == Until.READY && readyNs.isEmpty();
    String conditions =
        ready && !expectations.ready().isEmpty()
            ? "; none of these held: " + Texts.list(expectations.ready())
            : "";
    return lines + conditions + lastLineShown();
  }

  private String lastLineShown() {
    return lastLine.isEmpty()
        ? "; the console is empty"
        : "; the last line of the console is: " + clipped(lastLine);
  }

  private static String clipped(String text) {
    return Texts.clipped(text);
  }
}
