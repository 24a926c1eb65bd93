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
 * @param host what it ran on: the VMM, its machine and firmware, how it was executed; times are
 *     comparable only between equal ones
 * @param accelerationReason why it was executed so
 * @param command what was run, as a shell reads it
 * @param expectedLines how many console lines were expected
 * @param verdict passed, failed, or error when the VMM is at fault
 * @param message why it did not pass, for people, empty when it passed
 * @param consoleFile what the guest wrote, all of it
 * @param consoleTail the last lines of that
 * @param vmmMessages the last lines that the VMM itself had to say
 * @param runs at least one, unless nothing could be started
 */
public record BootRecord(
    String name,
    String host,
    String accelerationReason,
    String command,
    int expectedLines,
    Verdict verdict,
    String message,
    String consoleFile,
    List<String> consoleTail,
    List<String> vmmMessages,
    List<RunRecord> runs) {

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
    consoleTail = List.copyOf(consoleTail);
    vmmMessages = List.copyOf(vmmMessages);
    runs = List.copyOf(runs);
  }

  /** The same record under another name. */
  public BootRecord named(String other) {
    return copy(other, message, consoleTail);
  }

  /** The same record with another message and the console in other words. */
  public BootRecord explained(String otherMessage, List<String> otherTail) {
    return copy(name, otherMessage, otherTail);
  }

  private BootRecord copy(String otherName, String otherMessage, List<String> otherTail) {
    return new BootRecord(
        otherName,
        host,
        accelerationReason,
        command,
        expectedLines,
        verdict,
        otherMessage,
        consoleFile,
        otherTail,
        vmmMessages,
        runs);
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
    json.put("host", host);
    json.put("accelerationReason", accelerationReason);
    json.put("command", command);
    json.put("expectedLines", expectedLines);
    json.put("verdict", verdict.name());
    json.put("message", message);
    ready().ifPresent(ready -> json.put("ready", statisticsToJson(ready)));
    json.put("consoleFile", consoleFile);
    json.put("consoleTail", new JsonArray(consoleTail));
    json.put("vmmMessages", new JsonArray(vmmMessages));
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
    return new BootRecord(
        json.getString("name"),
        json.getString("host"),
        json.getString("accelerationReason"),
        json.getString("command"),
        json.getInt("expectedLines"),
        Verdict.valueOf(json.getString("verdict")),
        json.getString("message"),
        json.getString("consoleFile"),
        json.getArray("consoleTail").stream().map(String::valueOf).toList(),
        json.getArray("vmmMessages").stream().map(String::valueOf).toList(),
        runs);
  }
}
