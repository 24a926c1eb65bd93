// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All boots of a project: {@code target/toro/boot-summary.json}. The goal boot writes it, the goal
 * verify and every report read it.
 *
 * @param project the project's name in reports, {@code groupId.artifactId}
 * @param image the image's file name
 * @param imageSizeBytes its size
 * @param imageSha256 its digest
 * @param boots one for each scenario
 */
public record BootSummary(
    String project, String image, long imageSizeBytes, String imageSha256, List<BootRecord> boots) {

  /** The version of the schema, docs/boot-summary.schema.json. */
  public static final int SCHEMA_VERSION = 2;

  /** Takes a copy of the list. */
  public BootSummary {
    boots = List.copyOf(boots);
  }

  /** How many scenarios have that verdict. */
  public int count(BootRecord.Verdict verdict) {
    return (int) boots.stream().filter(boot -> boot.verdict() == verdict).count();
  }

  /** Whether every scenario passed. */
  public boolean passed() {
    return count(BootRecord.Verdict.PASSED) == boots.size();
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    Json.write(file, toJson());
  }

  /**
   * Reads the file; empty when there is none or when another version of the plugin wrote it.
   *
   * @throws IOException when it is there and cannot be read
   */
  public static Optional<BootSummary> read(Path file) throws IOException {
    return Json.read(file)
        .filter(json -> json.getInt("schemaVersion") == SCHEMA_VERSION)
        .map(BootSummary::of);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("project", project);
    JsonObject file = new JsonObject();
    file.put("file", image);
    file.put("sizeBytes", imageSizeBytes);
    file.put("sha256", imageSha256);
    json.put("image", file);
    JsonArray array = new JsonArray();
    boots.forEach(boot -> array.add(boot.toJson()));
    json.put("boots", array);
    return json;
  }

  static BootSummary of(JsonObject json) {
    List<BootRecord> boots = new ArrayList<>();
    json.getArray("boots").forEach(boot -> boots.add(BootRecord.of((JsonObject) boot)));
    JsonObject image = json.getObject("image");
    return new BootSummary(
        json.getString("project"),
        image.getString("file"),
        image.getLong("sizeBytes"),
        image.getString("sha256"),
        boots);
  }
}
