// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a step's result depends on, by name. Two equal fingerprints mean that the step
 * need not run again; the first difference is the reason that the user reads.
 */
final class Fingerprint {
  private final Map<String, String> parts;

  private Fingerprint(Map<String, String> parts) {
    this.parts = parts;
  }

  static Builder builder() {
    return new Builder();
  }

  static Fingerprint of(JsonObject json) {
    Map<String, String> parts = new LinkedHashMap<>();
    json.forEach((name, value) -> parts.put(name, String.valueOf(value)));
    return new Fingerprint(parts);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.putAll(parts);
    return json;
  }

  /** Why a result made with {@code before} cannot be used now; empty when it can. */
  Optional<String> changeSince(Fingerprint before) {
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String old = before.parts.get(part.getKey());
      if (old == null) {
        return Optional.of(part.getKey() + " is new");
      }
      if (!old.equals(part.getValue())) {
        return Optional.of(part.getKey() + " changed");
      }
    }
    return before.parts.keySet().stream()
        .filter(name -> !parts.containsKey(name))
        .findFirst()
        .map(name -> name + " is gone");
  }

  /** Collects the parts; their order is the order in which changes are looked for. */
  static final class Builder {
    private final Map<String, String> parts = new LinkedHashMap<>();

    Builder value(String name, Object value) {
      parts.put(name, value.toString());
      return this;
    }

    /** A file by its content. */
    Builder content(String name, Path file) throws IOException {
      return value(name, sha256(Files.readAllBytes(file)));
    }

    /** A file by size and time: for tools and libraries, which nobody edits. */
    Builder stamp(String name, Path file) throws IOException {
      return value(
          name, file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
    }

    Fingerprint build() {
      return new Fingerprint(new LinkedHashMap<>(parts));
    }
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
