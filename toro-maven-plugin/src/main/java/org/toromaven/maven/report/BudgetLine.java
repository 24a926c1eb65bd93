// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonObject;

/**
 * One limit on the start and what was measured against it.
 *
 * @param quantity what is limited
 * @param phase a phase's name, or {@link #WHOLE}
 * @param statistic which value of the runs counts, for people: {@code median of 5 runs}
 * @param limit the most that passes, in ms or instructions
 * @param actual what was measured, -1 when the boot had no such phase
 * @param baseline what the stored baseline has for it, -1 when there is none
 * @param growthPercent the growth over the baseline that {@code limit} was made of, -1 when the POM
 *     names the limit itself
 */
public record BudgetLine(
    Quantity quantity,
    String phase,
    String statistic,
    double limit,
    double actual,
    double baseline,
    double growthPercent) {

  /** The name of the way from start to ready, or to the program when instructions are counted. */
  public static final String WHOLE = "whole";

  /** What is limited. */
  public enum Quantity {
    /** Milliseconds. */
    TIME,
    /** Instructions of the guest. */
    INSTRUCTIONS;

    /** A value of this quantity for people. */
    public String text(double value) {
      return this == TIME ? Milliseconds.text(value) : Counts.instructions(value);
    }
  }

  /** Whether the limit was kept. */
  public boolean kept() {
    return actual >= 0 && actual <= limit;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("quantity", quantity.name());
    json.put("phase", phase);
    json.put("statistic", statistic);
    json.put("limit", limit);
    json.put("actual", actual);
    json.put("baseline", baseline);
    json.put("growthPercent", growthPercent);
    json.put("kept", kept());
    return json;
  }

  static BudgetLine of(JsonObject json) {
    return new BudgetLine(
        Quantity.valueOf(json.getString("quantity")),
        json.getString("phase"),
        json.getString("statistic"),
        json.getDouble("limit"),
        json.getDouble("actual"),
        json.getDouble("baseline"),
        json.getDouble("growthPercent"));
  }
}
