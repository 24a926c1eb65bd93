// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.LinkInput;
import org.toromaven.compiler.UnitUse;

/** How a compiled program is kept in {@code target/toro/compile.json} between builds. */
final class CompileRecord {
  private CompileRecord() {}

  static JsonObject toJson(CompiledProgram program) {
    JsonObject json = new JsonObject();
    json.put("program", program.program().toString());
    JsonArray inputs = new JsonArray();
    for (LinkInput input : program.linkInputs()) {
      JsonObject entry = new JsonObject();
      entry.put("file", input.file().toString());
      entry.put("origin", input.origin().name());
      inputs.add(entry);
    }
    json.put("linkInputs", inputs);
    json.put("overrides", new JsonArray(program.overrides()));
    json.put("units", unitsToJson(program.units()));
    return json;
  }

  private static JsonArray unitsToJson(List<UnitUse> units) {
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

  static CompiledProgram read(JsonObject json) {
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
