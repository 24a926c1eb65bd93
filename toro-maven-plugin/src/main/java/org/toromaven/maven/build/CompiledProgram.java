// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.compiler.LinkInput;
import org.toromaven.compiler.UnitUse;

/**
 * What the compile step hands to the image step; kept in {@code target/toro/compile.json} between
 * builds.
 *
 * @param program the program's source file
 * @param linkInputs what to link, in order
 * @param overrides the kernel's override rules
 * @param units what is in the program, and what brought it in
 */
record CompiledProgram(
    Path program, List<LinkInput> linkInputs, List<String> overrides, List<UnitUse> units) {

  CompiledProgram {
    linkInputs = List.copyOf(linkInputs);
    overrides = List.copyOf(overrides);
    units = List.copyOf(units);
  }

  /** The same program with one more input for the linker. */
  CompiledProgram with(LinkInput more) {
    List<LinkInput> inputs = new ArrayList<>(linkInputs);
    inputs.add(more);
    return new CompiledProgram(program, inputs, overrides, units);
  }

  /** Whether every object is still where it was. */
  boolean isComplete() {
    return linkInputs.stream().allMatch(input -> Files.isRegularFile(input.file()));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("program", program.toString());
    JsonArray inputs = new JsonArray();
    for (LinkInput input : linkInputs) {
      JsonObject entry = new JsonObject();
      entry.put("file", input.file().toString());
      entry.put("origin", input.origin().name());
      inputs.add(entry);
    }
    json.put("linkInputs", inputs);
    json.put("overrides", new JsonArray(overrides));
    json.put("units", unitsToJson());
    return json;
  }

  private JsonArray unitsToJson() {
    JsonArray array = new JsonArray();
    for (UnitUse unit : units) {
      JsonObject entry = new JsonObject();
      entry.put("name", unit.name());
      entry.put("origin", unit.origin().name());
      entry.put("kernel", unit.kernel());
      array.add(entry);
    }
    return array;
  }

  static CompiledProgram of(JsonObject json) {
    List<LinkInput> inputs = new ArrayList<>();
    for (Object element : json.getArray("linkInputs")) {
      JsonObject entry = (JsonObject) element;
      inputs.add(
          new LinkInput(
              Path.of(entry.getString("file")),
              LinkInput.Origin.valueOf(entry.getString("origin"))));
    }
    List<String> overrides = json.getArray("overrides").stream().map(String::valueOf).toList();
    List<UnitUse> units = new ArrayList<>();
    for (Object element : json.getArray("units")) {
      JsonObject entry = (JsonObject) element;
      units.add(
          new UnitUse(
              entry.getString("name"),
              UnitUse.Origin.valueOf(entry.getString("origin")),
              entry.getBoolean("kernel")));
    }
    return new CompiledProgram(Path.of(json.getString("program")), inputs, overrides, units);
  }
}
