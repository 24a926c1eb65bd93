// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options that a command line takes, from a description in the test's resources. */
public final class OptionDescription {

  private static final String MANY = "many";

  private final JsonObject options;

  private OptionDescription(JsonObject options) {
    this.options = options;
  }

  /** Cloud Hypervisor's, as far as they start guests. */
  public static OptionDescription cloudHypervisor() throws IOException {
    String name = "/org/toromaven/vmm/cloud-hypervisor-options.json";
    try (InputStream input = OptionDescription.class.getResourceAsStream(name)) {
      return new OptionDescription(JsonParser.object().from(input).getObject("options"));
    } catch (JsonParserException e) {
      throw new IOException(e);
    }
  }

  /** What is wrong with the words after the program's name; empty when nothing is. */
  public String fault(List<String> words) {
    Set<String> seen = new HashSet<>();
    int at = 0;
    while (at < words.size()) {
      String option = words.get(at++);
      if (!options.containsKey(option)) {
        return "unknown option " + option;
      }
      if (!seen.add(option)) {
        return option + " comes twice";
      }
      int end = at;
      while (end < words.size() && !words.get(end).startsWith("--")) {
        end++;
      }
      String fault = fault(option, words.subList(at, end));
      if (!fault.isEmpty()) {
        return fault;
      }
      at = end;
    }
    return "";
  }

  private String fault(String option, List<String> values) {
    boolean many = options.get(option) instanceof JsonObject fields && fields.has(MANY);
    if (values.isEmpty() || (values.size() > 1 && !many)) {
      return option + " takes one value: " + values;
    }
    return values.stream()
        .map(value -> faultOfValue(option, value))
        .filter(fault -> !fault.isEmpty())
        .findFirst()
        .orElse("");
  }

  private String faultOfValue(String option, String value) {
    if (options.get(option) instanceof JsonObject fields) {
      JsonObject types = new JsonObject(fields);
      types.remove(MANY);
      Map<String, Object> given = new LinkedHashMap<>();
      for (String part : value.split(",", -1)) {
        String[] pair = part.split("=", 2);
        given.put(pair[0], pair.length == 2 ? pair[1] : "");
      }
      return FieldTypes.fault(option, given, types);
    }
    String type = options.getString(option);
    boolean free = type.equals("path") || type.equals("text");
    boolean known =
        Arrays.stream(type.split("\\|"))
            .anyMatch(word -> word.endsWith("=") ? value.startsWith(word) : value.equals(word));
    return free || known ? "" : option + " is no " + type + ": " + value;
  }
}
