// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.List;

/**
 * What was said during a boot.
 *
 * @param file what the guest wrote, all of it
 * @param tail the last lines of that
 * @param vmmMessages the last lines that the VMM itself had to say
 */
public record ConsoleRecord(String file, List<String> tail, List<String> vmmMessages) {
  /** Nothing was started. */
  public static final ConsoleRecord NONE = new ConsoleRecord("", List.of(), List.of());

  /** Takes copies of the lists. */
  public ConsoleRecord {
    tail = List.copyOf(tail);
    vmmMessages = List.copyOf(vmmMessages);
  }

  void addTo(JsonObject json) {
    json.put("consoleFile", file);
    json.put("consoleTail", new JsonArray(tail));
    json.put("vmmMessages", new JsonArray(vmmMessages));
  }

  static ConsoleRecord of(JsonObject json) {
    return new ConsoleRecord(
        json.getString("consoleFile"),
        json.getArray("consoleTail").stream().map(String::valueOf).toList(),
        json.getArray("vmmMessages").stream().map(String::valueOf).toList());
  }
}
