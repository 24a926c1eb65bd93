// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the image step made; kept in {@code target/toro/image.json} between builds.
 *
 * @param files the images, the one to boot first
 * @param memoryBytes the size in memory, bss included
 * @param shares how the image's bytes divide
 * @param bytesByUnit the size of each unit in it
 */
public record BuiltImage(
    List<ImageFile> files, long memoryBytes, SizeShares shares, Map<String, Long> bytesByUnit) {

  /** Takes a copy of the list. */
  public BuiltImage {
    files = List.copyOf(files);
    bytesByUnit = new TreeMap<>(bytesByUnit);
  }

  /**
   * One image file.
   *
   * @param format its format's name in a POM
   * @param path where it is
   * @param sizeBytes its size
   * @param sha256 its digest in hexadecimal
   */
  public record ImageFile(String format, Path path, long sizeBytes, String sha256) {

    static ImageFile of(String format, Path path) throws IOException {
      byte[] bytes = Files.readAllBytes(path);
      return new ImageFile(format, path, bytes.length, Fingerprint.sha256(bytes));
    }

    /** Whether the file is still what was written. */
    boolean isIntact() throws IOException {
      return Files.isRegularFile(path)
          && Fingerprint.sha256(Files.readAllBytes(path)).equals(sha256);
    }
  }

  /** By how much each unit grew since another build, the most first; at most that many lines. */
  List<String> growthSince(BuiltImage before, int most) {
    return bytesByUnit.keySet().stream()
        .filter(unit -> growth(unit, before) > 0)
        .sorted(Comparator.comparingLong((String unit) -> -growth(unit, before)))
        .limit(most)
        .map(unit -> unit + " grew by " + growth(unit, before) + " bytes")
        .toList();
  }

  private long growth(String unit, BuiltImage before) {
    return bytesByUnit.get(unit) - before.bytesByUnit.getOrDefault(unit, 0L);
  }

  /** The image to boot. */
  public ImageFile main() {
    return files.get(0);
  }

  boolean isIntact() throws IOException {
    for (ImageFile file : files) {
      if (!file.isIntact()) {
        return false;
      }
    }
    return true;
  }

  JsonObject toJson() {
    JsonArray array = new JsonArray();
    for (ImageFile file : files) {
      JsonObject entry = new JsonObject();
      entry.put("format", file.format());
      entry.put("file", file.path().toString());
      entry.put("sizeBytes", file.sizeBytes());
      entry.put("sha256", file.sha256());
      array.add(entry);
    }
    JsonObject json = new JsonObject();
    json.put("images", array);
    json.put("memoryBytes", memoryBytes);
    json.put("shares", shares.toJson());
    JsonObject units = new JsonObject();
    units.putAll(bytesByUnit);
    json.put("bytesByUnit", units);
    return json;
  }

  static BuiltImage of(JsonObject json) {
    List<ImageFile> files = new ArrayList<>();
    for (Object element : json.getArray("images")) {
      JsonObject entry = (JsonObject) element;
      files.add(
          new ImageFile(
              entry.getString("format"),
              Path.of(entry.getString("file")),
              entry.getLong("sizeBytes"),
              entry.getString("sha256")));
    }
    JsonObject units = json.getObject("bytesByUnit", new JsonObject());
    Map<String, Long> bytes = new TreeMap<>();
    units.keySet().forEach(unit -> bytes.put(unit, units.getLong(unit)));
    return new BuiltImage(
        files, json.getLong("memoryBytes"), SizeShares.of(json.getObject("shares")), bytes);
  }
}
