// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.BudgetLine;
import org.toromaven.maven.report.BudgetLine.Quantity;
import org.toromaven.maven.report.Json;

/**
 * The starts that the project has accepted, to hold later ones against. They are files of the
 * project, outside {@code target}: {@code startup-instructions.json} is the same on every host and
 * belongs under version control; {@code startup-times.json} has an entry for each fingerprint of
 * VMM, firmware, acceleration and host, and is only ever read by runs of the same one.
 */
public final class Baselines {
  private static final int VERSION = 1;

  private final Path folder;

  /**
   * @param folder where the two files are; it need not exist
   */
  public Baselines(Path folder) {
    this.folder = folder;
  }

  /** Where the files are. */
  Path folder() {
    return folder;
  }

  /** The file of a quantity. */
  public Path file(Quantity quantity) {
    return folder.resolve(
        quantity == Quantity.TIME ? "startup-times.json" : "startup-instructions.json");
  }

  /**
   * What was accepted: the whole and each phase.
   *
   * @return empty when nothing was, or only in other circumstances
   */
  Map<String, Double> of(BootRecord boot, Quantity quantity, Budget.Statistic statistic)
      throws IOException {
    JsonObject entry = entries(quantity).get(key(boot, quantity));
    JsonObject values = entry == null ? null : entry.getObject(member(quantity, statistic));
    Map<String, Double> baseline = new LinkedHashMap<>();
    if (values != null) {
      values.forEach((name, value) -> baseline.put(name, ((Number) value).doubleValue()));
    }
    return baseline;
  }

  /** Accepts what was measured in a boot; nothing else in the files changes. */
  void accept(BootRecord boot) throws IOException {
    if (boot.medianRun().isPresent()) {
      JsonObject entry = entry(boot);
      entry.put("fingerprint", boot.circumstances().fingerprint());
      entry.put("host", boot.circumstances().host());
      for (Budget.Statistic statistic : Budget.Statistic.values()) {
        Map<String, Double> values = PhaseSamples.of(boot.runs(), statistic);
        entry.put(member(Quantity.TIME, statistic), object(values));
      }
      put(boot, Quantity.TIME, entry);
    }
    if (boot.instructions().isPresent()) {
      JsonObject entry = entry(boot);
      entry.put(
          member(Quantity.INSTRUCTIONS, null),
          counts(boot.instructions().get().startup(), boot.instructions().get().byPhase()));
      put(boot, Quantity.INSTRUCTIONS, entry);
    }
  }

  private static JsonObject entry(BootRecord boot) {
    JsonObject entry = new JsonObject();
    entry.put("name", boot.name());
    entry.put("guest", boot.circumstances().guest());
    return entry;
  }

  private static String key(BootRecord boot, Quantity quantity) {
    String where =
        quantity == Quantity.TIME
            ? boot.circumstances().fingerprint()
            : boot.circumstances().guest();
    return boot.name() + "\n" + where;
  }

  private static String member(Quantity quantity, Budget.Statistic statistic) {
    return quantity == Quantity.TIME
        ? statistic.name().toLowerCase(Locale.ROOT) + "Ms"
        : "instructions";
  }

  private static JsonObject object(Map<String, Double> values) {
    JsonObject object = new JsonObject();
    object.putAll(values);
    return object;
  }

  private static JsonObject counts(long startup, Map<String, Double> byPhase) {
    JsonObject object = new JsonObject();
    object.put(BudgetLine.WHOLE, startup);
    byPhase.forEach((name, count) -> object.put(name, count.longValue()));
    return object;
  }

  private void put(BootRecord boot, Quantity quantity, JsonObject entry) throws IOException {
    Map<String, JsonObject> entries = entries(quantity);
    entries.put(key(boot, quantity), entry);
    JsonObject json = new JsonObject();
    json.put("schemaVersion", VERSION);
    json.put("boots", new JsonArray(List.copyOf(entries.values())));
    Json.write(file(quantity), json);
  }

  /** Sorted, so that a change shows as a change and nothing else moves. */
  private Map<String, JsonObject> entries(Quantity quantity) throws IOException {
    Map<String, JsonObject> entries = new TreeMap<>();
    Optional<JsonObject> json =
        Json.read(file(quantity)).filter(read -> read.getInt("schemaVersion") == VERSION);
    if (json.isPresent()) {
      for (Object each : json.get().getArray("boots", new JsonArray())) {
        JsonObject entry = (JsonObject) each;
        String where = entry.getString(quantity == Quantity.TIME ? "fingerprint" : "guest");
        entries.put(entry.getString("name") + "\n" + where, entry);
      }
    }
    return entries;
  }
}
