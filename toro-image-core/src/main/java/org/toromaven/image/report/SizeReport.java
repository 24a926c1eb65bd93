// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.toromaven.image.ImageResult;
import org.toromaven.image.link.Permission;
import org.toromaven.image.link.PlacedSection;
import org.toromaven.image.link.PlacedSymbol;
import org.toromaven.image.symbols.SymbolNames;

/**
 * Who takes how much of an image: groups, their units, their symbols. Sizes are bytes of the image
 * file, so that all of them together are its size; what is zero at start takes memory only and is
 * not counted. What belongs to nobody is a group of its own, {@value #REST}.
 *
 * @param name the image's name
 * @param fileBytes the size of the image file
 * @param memoryBytes the size in memory
 * @param groups the groups, the largest first
 */
public record SizeReport(String name, long fileBytes, long memoryBytes, List<Group> groups) {

  /** The group of what no object brought: headers, the table of addresses, padding. */
  public static final String REST = "headers and padding";

  /**
   * A part of the image that one party is responsible for.
   *
   * @param name such as {@code kernel}
   * @param bytes its size
   * @param units its units, the largest first
   */
  public record Group(String name, long bytes, List<Unit> units) {}

  /**
   * One object file.
   *
   * @param name the file's name without extension
   * @param bytes its size
   * @param symbols what it holds, the largest first
   */
  public record Unit(String name, long bytes, List<Item> symbols) {}

  /**
   * One section of an object, which Free Pascal makes for each procedure and each variable.
   *
   * @param name the symbol as the source would name it
   * @param part the part of the image it lies in
   * @param bytes its size
   */
  public record Item(String name, Permission part, long bytes) {}

  /** Keeps a copy. */
  public SizeReport {
    groups = List.copyOf(groups);
  }

  /**
   * Makes the report of an image.
   *
   * @param name the image's name
   * @param fileBytes the size of the image file
   * @param result what was linked
   * @param groupOf the group that a section belongs to
   * @return the report
   */
  public static SizeReport of(
      String name, long fileBytes, ImageResult result, Function<PlacedSection, String> groupOf) {
    Map<Long, String> names = namesByAddress(result.symbols());
    Map<String, Map<String, List<Item>>> items = new TreeMap<>();
    for (PlacedSection section : result.sections()) {
      if (section.permission() != Permission.BSS && section.fileBytes() > 0) {
        String itemName = names.getOrDefault(section.address(), section.name());
        items
            .computeIfAbsent(groupOf.apply(section), key -> new TreeMap<>())
            .computeIfAbsent(unitName(section.object()), key -> new ArrayList<>())
            .add(new Item(itemName, section.permission(), section.fileBytes()));
      }
    }
    List<Group> groups = new ArrayList<>();
    items.forEach((group, units) -> groups.add(group(group, units)));
    long rest = fileBytes - groups.stream().mapToLong(Group::bytes).sum();
    groups.add(new Group(REST, rest, List.of()));
    groups.sort(Comparator.comparingLong(Group::bytes).reversed());
    return new SizeReport(name, fileBytes, result.memoryBytes(), groups);
  }

  private static Group group(String name, Map<String, List<Item>> items) {
    List<Unit> units = new ArrayList<>();
    items.forEach((unit, symbols) -> units.add(unit(unit, symbols)));
    units.sort(Comparator.comparingLong(Unit::bytes).reversed());
    return new Group(name, units.stream().mapToLong(Unit::bytes).sum(), List.copyOf(units));
  }

  private static Unit unit(String name, List<Item> symbols) {
    symbols.sort(Comparator.comparingLong(Item::bytes).reversed().thenComparing(Item::name));
    return new Unit(name, symbols.stream().mapToLong(Item::bytes).sum(), List.copyOf(symbols));
  }

  private static String unitName(String object) {
    return object.endsWith(".o") ? object.substring(0, object.length() - 2) : object;
  }

  private static Map<Long, String> namesByAddress(List<PlacedSymbol> symbols) {
    Map<Long, String> names = new HashMap<>();
    for (PlacedSymbol symbol : symbols) {
      if (!symbol.object().isEmpty()) {
        names.merge(symbol.address(), symbol.name(), SymbolNames::better);
      }
    }
    names.replaceAll((address, name) -> SymbolNames.readable(name));
    return names;
  }

  /** Returns the size of each unit, by name. */
  public Map<String, Long> bytesByUnit() {
    Map<String, Long> bytes = new TreeMap<>();
    for (Group group : groups) {
      group.units().forEach(unit -> bytes.merge(unit.name(), unit.bytes(), Long::sum));
    }
    return bytes;
  }

  /** Returns the report as JSON: {@code size.json}. */
  public String toJson() {
    return SizeReportWriter.json(this);
  }

  /** Returns the report as a page with a treemap that needs nothing else: {@code size.html}. */
  public String toHtml() {
    return SizeReportWriter.html(this);
  }
}
