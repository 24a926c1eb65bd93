// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.LinkInput;
import org.toromaven.image.report.BillOfMaterials;
import org.toromaven.image.report.BillOfMaterials.Component;
import org.toromaven.image.report.SizeReport;

/**
 * Writes what is told about an image beside it: sizes as JSON and as a page, what it is made of.
 */
final class ImageReports {
  private static final Pattern RTL_VERSION = Pattern.compile("/fpc/(\\d+(?:\\.\\d+)+)/");

  private final AppliancePlan plan;

  ImageReports(AppliancePlan plan) {
    this.plan = plan;
  }

  void write(SizeReport sizes, CompiledProgram program, BuiltImage.ImageFile image)
      throws IOException {
    Files.writeString(plan.workDirectory().resolve("size.json"), sizes.toJson());
    Files.writeString(plan.workDirectory().resolve("size.html"), sizes.toHtml());
    String name = image.path().getFileName().toString();
    Component itself = new Component(BillOfMaterials.Type.FIRMWARE, "", name, "", image.sha256());
    BillOfMaterials bill = new BillOfMaterials(itself, components(program));
    Files.writeString(plan.workDirectory().resolve("bom.json"), bill.toJson());
  }

  private List<Component> components(CompiledProgram program) throws IOException {
    List<Component> components = new ArrayList<>();
    for (LinkInput input : program.linkInputs()) {
      components.add(component(input));
    }
    components.stream()
        .filter(component -> component.group().equals("run-time library"))
        .map(Component::version)
        .findFirst()
        .ifPresent(
            version ->
                components.add(
                    new Component(
                        BillOfMaterials.Type.APPLICATION,
                        "",
                        "Free Pascal Compiler",
                        version,
                        "")));
    return components;
  }

  private Component component(LinkInput input) throws IOException {
    String file = input.file().getFileName().toString();
    String unit = file.endsWith(".o") ? file.substring(0, file.length() - 2) : file;
    String hash = Fingerprint.sha256(Files.readAllBytes(input.file()));
    Matcher rtl = RTL_VERSION.matcher(input.file().toString());
    if (input.origin() != LinkInput.Origin.PROGRAM) {
      return new Component(BillOfMaterials.Type.LIBRARY, "kernel", unit, plan.toolVersion(), hash);
    }
    return rtl.find()
        ? new Component(BillOfMaterials.Type.LIBRARY, "run-time library", unit, rtl.group(1), hash)
        : new Component(BillOfMaterials.Type.LIBRARY, "program", unit, "", hash);
  }
}
