// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instructions that the guest executed on its way to the program, counted exactly.
 *
 * @param startup from the stub's first instruction to the program's first statement
 * @param shares what each phase took, in order
 */
public record InstructionRecord(long startup, List<Share> shares) {

  /**
   * A phase's instructions.
   *
   * @param name as in {@link PhaseTime}
   * @param count how many
   */
  public record Share(String name, long count) {}

  /** Takes a copy of the list. */
  public InstructionRecord {
    shares = List.copyOf(shares);
  }

  /** The counts by phase, in order. */
  public Map<String, Double> byPhase() {
    Map<String, Double> counts = new LinkedHashMap<>();
    shares.forEach(share -> counts.merge(share.name(), (double) share.count(), Double::sum));
    return counts;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("startup", startup);
    JsonArray phases = new JsonArray();
    for (Share share : shares) {
      JsonObject phase = new JsonObject();
      phase.put("name", share.name());
      phase.put("count", share.count());
      phases.add(phase);
    }
    json.put("phases", phases);
    return json;
  }

  static InstructionRecord of(JsonObject json) {
    List<Share> shares = new ArrayList<>();
    for (Object phase : json.getArray("phases")) {
      JsonObject each = (JsonObject) phase;
      shares.add(new Share(each.getString("name"), each.getLong("count")));
    }
    return new InstructionRecord(json.getLong("startup"), shares);
  }
}
