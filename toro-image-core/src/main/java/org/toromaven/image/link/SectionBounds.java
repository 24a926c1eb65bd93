// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The symbols that the linker defines: the bounds of the image and its parts (boot ABI 1), the
 * usual ELF names, and {@code __start_NAME} and {@code __stop_NAME} for sections whose names are C
 * identifiers.
 */
final class SectionBounds {

  static final String GLOBAL_OFFSET_TABLE = "_GLOBAL_OFFSET_TABLE_";
  static final String START = "__start_";
  static final String STOP = "__stop_";

  static final Set<String> FIXED_NAMES =
      Set.of(
          "__toro_image_start",
          "__toro_image_end",
          "__toro_text_start",
          "__toro_text_end",
          "__toro_kernel_text_end",
          "__toro_rodata_start",
          "__toro_rodata_end",
          "__toro_data_start",
          "__toro_data_end",
          "__toro_bss_start",
          "__toro_bss_end",
          ProgramFile.START,
          ProgramFile.END,
          "_etext",
          "_edata",
          "__bss_start",
          "_end",
          GLOBAL_OFFSET_TABLE);

  private SectionBounds() {}

  /** Defines the symbols, except those that an object defines itself. */
  static void define(List<InputObject> objects, Map<String, Symbol> globals) {
    for (String name : FIXED_NAMES) {
      globals.putIfAbsent(name, Symbol.linker(name));
    }
    for (InputObject object : objects) {
      for (int i = 0; i < object.sectionCount(); i++) {
        InputSection section = object.section(i);
        if (section != null && isIdentifier(section.name())) {
          globals.putIfAbsent(START + section.name(), Symbol.linker(START + section.name()));
          globals.putIfAbsent(STOP + section.name(), Symbol.linker(STOP + section.name()));
        }
      }
    }
  }

  /** Returns the name of the section that a symbol bounds; empty for a symbol of another kind. */
  static String boundedName(String symbol) {
    if (symbol.startsWith(START)) {
      return symbol.substring(START.length());
    }
    return symbol.startsWith(STOP) ? symbol.substring(STOP.length()) : "";
  }

  /** Returns the sections that a symbol bounds; none for a symbol of another kind. */
  static List<InputSection> sectionsOf(String symbol, Resolution resolution) {
    String name = boundedName(symbol);
    List<InputSection> sections = new ArrayList<>();
    if (name.isEmpty()) {
      return sections;
    }
    for (InputObject object : resolution.objects()) {
      for (int i = 0; i < object.sectionCount(); i++) {
        InputSection section = object.section(i);
        if (section != null && section.name().equals(name)) {
          sections.add(section);
        }
      }
    }
    return sections;
  }

  /** Returns whether symbols may bound a section, so that its contents must stay together. */
  static boolean hasBounds(InputSection section) {
    return isIdentifier(section.name());
  }

  private static boolean isIdentifier(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
