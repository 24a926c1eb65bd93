// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonObject;

/**
 * A stretch of the way from spawning the VMM to the ready guest.
 *
 * @param name {@code vmm}, {@code firmware}, {@code stub}, {@code kernel}, {@code init UNIT},
 *     {@code program} or {@code ready}
 * @param startMs since the VMM was spawned
 * @param durationMs its length
 */
public record PhaseTime(String name, double startMs, double durationMs) {

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("name", name);
    json.put("startMs", startMs);
    json.put("durationMs", durationMs);
    return json;
  }

  static PhaseTime of(JsonObject json) {
    return new PhaseTime(
        json.getString("name"), json.getDouble("startMs"), json.getDouble("durationMs"));
  }

  /** {@code kernel 1.2 ms}. */
  @Override
  public String toString() {
    return name + " " + Milliseconds.text(durationMs);
  }
}
