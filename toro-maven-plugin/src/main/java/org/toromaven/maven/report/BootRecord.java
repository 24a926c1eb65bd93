// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One scenario that was booted, as the boot summary keeps it.
 *
 * @param name the scenario's name
 * @param circumstances what it ran on
 * @param command what was run, as a shell reads it
 * @param expectedLines how many console lines were expected
 * @param verdict passed, failed, or error when the VMM is at fault
 * @param message why it did not pass, for people, empty when it passed
 * @param console what was said
 * @param runs at least one, unless nothing could be started
 * @param instructions counted in a boot of its own; empty when nobody asked
 * @param budgets the limits on the start, each with what was measured
 */
public record BootRecord(
    String name,
    Circumstances circumstances,
    String command,
    int expectedLines,
    Verdict verdict,
    String message,
    ConsoleRecord console,
    List<RunRecord> runs,
    Optional<InstructionRecord> instructions,
    List<BudgetLine> budgets) {

  /** What a scenario is worth. */
  public enum Verdict {
    /** All that was asked for was seen. */
    PASSED,
    /** The appliance did not do what was asked for. */
    FAILED,
    /** The VMM could not be used; nothing is known about the appliance. */
    ERROR
  }

  /** Takes copies of the lists. */
  public BootRecord {
    runs = List.copyOf(runs);
    budgets = List.copyOf(budgets);
  }

  /** What it ran on, in a few words. */
  public String host() {
    return circumstances.label();
  }

  /** The last lines of the console. */
  public List<String> consoleTail() {
    return console.tail();
  }

  /** The same record under another name. */
  public BootRecord named(String other) {
    return copy(other, verdict, message, console, instructions, budgets);
  }

  /** The same record with another message and the console in other words. */
  public BootRecord explained(String otherMessage, List<String> otherTail) {
    ConsoleRecord other = new ConsoleRecord(console.file(), otherTail, console.vmmMessages());
    return copy(name, verdict, otherMessage, other, instructions, budgets);
  }

  /** The same record as a failure for that reason. */
  public BootRecord failed(String reason) {
    return copy(name, Verdict.FAILED, reason, console, instructions, budgets);
  }

  /** The same record with what was counted and held against limits. */
  public BootRecord measured(Optional<InstructionRecord> counted, List<BudgetLine> limits) {
    return copy(name, verdict, message, console, counted, limits);
  }

  /** The same record of other runs. */
  public BootRecord withRuns(List<RunRecord> others) {
    return new BootRecord(
        name,
        circumstances,
        command,
        expectedLines,
        verdict,
        message,
        console,
        others,
        instructions,
        budgets);
  }

  private BootRecord copy(
      String otherName,
      Verdict otherVerdict,
      String otherMessage,
      ConsoleRecord otherConsole,
      Optional<InstructionRecord> counted,
      List<BudgetLine> limits) {
    return new BootRecord(
        otherName,
        circumstances,
        command,
        expectedLines,
        otherVerdict,
        otherMessage,
        otherConsole,
        runs,
        counted,
        limits);
  }

  /** The run whose time to ready is the median; empty when no run became ready. */
  public Optional<RunRecord> medianRun() {
    List<RunRecord> ready =
        runs.stream()
            .filter(run -> run.readyMs() >= 0)
            .sorted(Comparator.comparingDouble(RunRecord::readyMs))
            .toList();
    return ready.isEmpty() ? Optional.empty() : Optional.of(ready.get((ready.size() - 1) / 2));
  }

  /** The times to ready of all runs that became ready; empty when none did. */
  public Optional<Statistics> ready() {
    return statistics(RunRecord::readyMs);
  }

  /** How long all runs took together, in seconds. */
  public double seconds() {
    return runs.stream().mapToDouble(RunRecord::endMs).sum() / 1000;
  }

  private Optional<Statistics> statistics(ToDoubleFunction<RunRecord> quantity) {
    double[] samples = runs.stream().mapToDouble(quantity).filter(ms -> ms >= 0).toArray();
    return samples.length == 0 ? Optional.empty() : Optional.of(Statistics.of(samples));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("name", name);
    json.put("host", host());
    json.put("circumstances", circumstances.toJson());
    json.put("command", command);
    json.put("expectedLines", expectedLines);
    json.put("verdict", verdict.name());
    json.put("message", message);
    ready().ifPresent(ready -> json.put("ready", statisticsToJson(ready)));
    instructions.ifPresent(counted -> json.put("instructions", counted.toJson()));
    JsonArray limits = new JsonArray();
    budgets.forEach(budget -> limits.add(budget.toJson()));
    json.put("budgets", limits);
    console.addTo(json);
    JsonArray array = new JsonArray();
    runs.forEach(run -> array.add(run.toJson()));
    json.put("runs", array);
    return json;
  }

  private static JsonObject statisticsToJson(Statistics statistics) {
    JsonObject json = new JsonObject();
    json.put("count", statistics.count());
    json.put("medianMs", statistics.median());
    json.put("p95Ms", statistics.p95());
    json.put("minMs", statistics.min());
    json.put("maxMs", statistics.max());
    return json;
  }

  static BootRecord of(JsonObject json) {
    List<RunRecord> runs = new ArrayList<>();
    json.getArray("runs").forEach(run -> runs.add(RunRecord.of((JsonObject) run)));
    List<BudgetLine> budgets = new ArrayList<>();
    json.getArray("budgets").forEach(line -> budgets.add(BudgetLine.of((JsonObject) line)));
    return new BootRecord(
        json.getString("name"),
        Circumstances.of(json.getObject("circumstances")),
        json.getString("command"),
        json.getInt("expectedLines"),
        Verdict.valueOf(json.getString("verdict")),
        json.getString("message"),
        ConsoleRecord.of(json),
        runs,
        Optional.ofNullable(json.getObject("instructions")).map(InstructionRecord::of),
        budgets);
  }
}
