// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a scenario, as the boot summary keeps it.
 *
 * @param outcome how it ended, a word such as {@code EXITED}
 * @param successful whether that is what was asked for
 * @param reason why it is not, for people
 * @param exitCode the program's exit code, -1 when it did not end
 * @param readyMs from spawn to ready, -1 when the guest never was
 * @param readyBy what made it ready
 * @param firstByteMs from spawn to the first byte on the console, -1 when there was none
 * @param endMs from spawn to the end of the VMM
 * @param phases where the time went
 */
public record RunRecord(
    String outcome,
    boolean successful,
    String reason,
    int exitCode,
    double readyMs,
    String readyBy,
    double firstByteMs,
    double endMs,
    List<PhaseTime> phases) {

  /** Takes a copy of the list. */
  public RunRecord {
    phases = List.copyOf(phases);
  }

  /** The same run with its phases in other words. */
  public RunRecord withPhases(List<PhaseTime> others) {
    return new RunRecord(
        outcome, successful, reason, exitCode, readyMs, readyBy, firstByteMs, endMs, others);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("outcome", outcome);
    json.put("successful", successful);
    json.put("reason", reason);
    json.put("exitCode", exitCode);
    json.put("readyMs", readyMs);
    json.put("readyBy", readyBy);
    json.put("firstByteMs", firstByteMs);
    json.put("endMs", endMs);
    JsonArray array = new JsonArray();
    phases.forEach(phase -> array.add(phase.toJson()));
    json.put("phases", array);
    return json;
  }

  static RunRecord of(JsonObject json) {
    List<PhaseTime> phases = new ArrayList<>();
    json.getArray("phases").forEach(phase -> phases.add(PhaseTime.of((JsonObject) phase)));
    return new RunRecord(
        json.getString("outcome"),
        json.getBoolean("successful"),
        json.getString("reason"),
        json.getInt("exitCode"),
        json.getDouble("readyMs"),
        json.getString("readyBy"),
        json.getDouble("firstByteMs"),
        json.getDouble("endMs"),
        phases);
  }
}
