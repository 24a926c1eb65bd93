// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The kernel's public units, by name without regard to case; read from {@code units.properties}.
 */
public final class UnitCatalog {

  /**
   * One public unit of the kernel.
   *
   * @param name as it is written in Pascal
   * @param description one line
   */
  public record Entry(String name, String description) {}

  private final Map<String, Entry> entries;

  private UnitCatalog(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** Makes a catalogue of entries; a name that differs only in case replaces the one before it. */
  public static UnitCatalog of(List<Entry> entries) {
    Map<String, Entry> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Entry entry : entries) {
      byName.put(entry.name(), entry);
    }
    return new UnitCatalog(byName);
  }

  /** Reads {@code name=description} lines. */
  static UnitCatalog parse(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return of(
        properties.stringPropertyNames().stream()
            .map(name -> new Entry(name, properties.getProperty(name)))
            .toList());
  }

  /** All units in the order of their names. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The unit of that name, any case. */
  public Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** Up to three names that are close enough to be what was meant, the nearest first. */
  public List<String> nearest(String name) {
    int limit = Math.max(2, name.length() / 2);
    return entries.values().stream()
        .map(Entry::name)
        .filter(candidate -> distance(name, candidate) <= limit)
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(3)
        .toList();
  }

  /**
   * The units of those names as the catalogue writes them, each once and in the order given.
   *
   * @throws ProgramException naming every unknown unit, with the nearest names
   */
  public List<String> resolve(List<String> names) throws ProgramException {
    List<String> known = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      Optional<Entry> entry = find(name.trim());
      entry.map(Entry::name).filter(n -> !known.contains(n)).ifPresent(known::add);
      if (entry.isEmpty()) {
        unknown.add(name + suggestion(name));
      }
    }
    if (!unknown.isEmpty()) {
      throw new ProgramException(
          "unknown kernel unit: "
              + String.join("; ", unknown)
              + "; mvn toro:units lists all units");
    }
    return known;
  }

  private String suggestion(String name) {
    List<String> near = nearest(name);
    return near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)";
  }

  /** Levenshtein distance without regard to case. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
