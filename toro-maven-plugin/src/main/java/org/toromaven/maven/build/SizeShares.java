// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.toromaven.image.link.PlacedSection;
import org.toromaven.image.report.SizeReport;
import org.toromaven.maven.report.Sizes;

/**
 * Whose bytes are in an image: the kernel's (the boot stub's with them), the run-time library's,
 * the program's. Counts what is in the file, not bss.
 *
 * @param bytesByOwner bytes by owner, in the order in which people read them
 */
public record SizeShares(Map<String, Long> bytesByOwner) {

  /** Keeps the order. */
  public SizeShares {
    bytesByOwner = new LinkedHashMap<>(bytesByOwner);
  }

  static SizeShares of(SizeReport report) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("kernel", 0L);
    bytes.put("RTL", 0L);
    bytes.put("program", 0L);
    report.groups().stream()
        .filter(group -> !group.name().equals(SizeReport.REST))
        .forEach(group -> bytes.put(group.name(), group.bytes()));
    return new SizeShares(bytes);
  }

  /** Which share a section belongs to. */
  static Function<PlacedSection, String> owners(Set<String> programObjects) {
    return section -> owner(section, programObjects);
  }

  private static String owner(PlacedSection section, Set<String> programObjects) {
    return switch (section.origin()) {
      case STUB, KERNEL -> "kernel";
      case PROGRAM -> programObjects.contains(file(section.object())) ? "program" : "RTL";
    };
  }

  /** An object's file without the member of an archive in brackets. */
  private static String file(String object) {
    String path = object.replaceAll("\\(.*\\)$", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** {@code kernel 9.1 kB, RTL 17.0 kB, program 2.3 kB}. */
  public String text() {
    return bytesByOwner.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> entry.getKey() + " " + Sizes.text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** {@code " (+0.4 kB since the last build)"}; nothing when the size is the same. */
  static String growthText(long bytes) {
    if (bytes == 0) {
      return "";
    }
    String sign = bytes > 0 ? "+" : "-";
    return " (" + sign + Sizes.text(Math.abs(bytes)) + " since the last build)";
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.putAll(bytesByOwner);
    return json;
  }

  static SizeShares of(JsonObject json) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    json.keySet().forEach(owner -> bytes.put(owner, json.getLong(owner)));
    return new SizeShares(bytes);
  }
}
