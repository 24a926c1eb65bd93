// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import com.grack.nanojson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Judges an object by the types that a description gives its fields. */
final class FieldTypes {

  private static final String REQUIRED = "!";

  private FieldTypes() {}

  /** What is wrong with the values; empty when nothing is. */
  static String fault(String where, Map<String, Object> values, JsonObject fields) {
    for (String name : new TreeSet<>(values.keySet())) {
      if (!fields.containsKey(name)) {
        return where + ": unknown field " + name;
      }
      if (!matches(values.get(name), type(fields, name))) {
        return where + ": " + name + " is no " + type(fields, name) + ": " + values.get(name);
      }
    }
    for (String name : fields.keySet()) {
      boolean required = fields.get(name) instanceof String text && text.endsWith(REQUIRED);
      if (required && !values.containsKey(name)) {
        return where + ": field " + name + " is missing";
      }
    }
    return "";
  }

  private static String type(JsonObject fields, String name) {
    String text = fields.getString(name);
    return text.endsWith(REQUIRED) ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean matches(Object value, String type) {
    if (type.startsWith("integer ")) {
      return isBetween(value.toString(), type.substring(8).split("\\.\\."));
    }
    return switch (type) {
      case "string" -> value instanceof String text && !text.isEmpty();
      case "boolean" -> value instanceof Boolean;
      case "object" -> value instanceof JsonObject;
      case "size" -> value.toString().matches("\\d+[KMGT]?");
      default -> List.of(type.split("\\|")).contains(value.toString());
    };
  }

  private static boolean isBetween(String number, String[] bounds) {
    return number.matches("\\d{1,10}")
        && Long.parseLong(number) >= Long.parseLong(bounds[0])
        && Long.parseLong(number) <= Long.parseLong(bounds[1]);
  }
}
