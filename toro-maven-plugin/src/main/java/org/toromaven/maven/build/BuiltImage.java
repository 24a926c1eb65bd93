// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the image step made; kept in {@code target/toro/image.json} between builds.
 *
 * @param files the images, the one to boot first
 * @param memoryBytes the size in memory, bss included
 * @param shares how the image's bytes divide
 */
public record BuiltImage(List<ImageFile> files, long memoryBytes, SizeShares shares) {

  /** Takes a copy of the list. */
  public BuiltImage {
    files = List.copyOf(files);
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
    return new BuiltImage(
        files, json.getLong("memoryBytes"), SizeShares.of(json.getObject("shares")));
  }
}
