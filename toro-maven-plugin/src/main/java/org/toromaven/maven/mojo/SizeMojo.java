// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.build.BuiltImage;
import org.toromaven.maven.build.ImageStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;

/**
 * Shows what is in the image: the largest units in the log; all units and symbols in {@code
 * target/toro/size.json} and, as a map to zoom into, {@code target/toro/size.html}.
 */
@Mojo(name = "size", threadSafe = true)
public final class SizeMojo extends AbstractBuildMojo {

  /** How many units are listed. */
  @Parameter(property = "toro.size.lines", defaultValue = "15")
  private int lines;

  @Override
  String purpose() {
    return "no sizes are shown";
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, CompilerException, IOException {
    AppliancePlan plan = plan();
    BuiltImage image = new ImageStep(plan, narrator).run();
    image.bytesByUnit().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(lines)
        .forEach(unit -> narrator.info(String.format("%8d  %s", unit.getValue(), unit.getKey())));
    narrator.info("all of it: " + plan.workDirectory().resolve("size.html"));
  }
}
