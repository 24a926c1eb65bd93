// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.toromaven.maven.build.AppliancePlan;

/**
 * All elements that say what is built, as a goal got them from Maven; null where the POM is silent.
 *
 * @param program {@code <program>}
 * @param units {@code <units>}
 * @param compiler {@code <compiler>}
 * @param image {@code <image>}
 * @param devices {@code <disks>}, {@code <network>}, {@code <forwards>}
 * @param resources {@code <resources>}
 */
public record ApplianceConfig(
    String program,
    List<String> units,
    CompilerConfig compiler,
    ImageConfig image,
    DevicesConfig devices,
    String resources) {

  /**
   * The checked plan.
   *
   * @param settings where nested values come from
   * @param folders the project's folders
   * @param toolchain the compiler of the build's toolchain
   * @param toolVersion the plugin's version
   * @param timestamp the time of everything that is packed
   * @throws ConfigurationException when a value makes no sense
   */
  public AppliancePlan plan(
      Settings settings,
      Folders folders,
      Optional<Path> toolchain,
      String toolVersion,
      Instant timestamp)
      throws ConfigurationException {
    CompilerConfig compilerOrDefault = compiler == null ? new CompilerConfig() : compiler;
    ImageConfig imageOrDefault = image == null ? new ImageConfig() : image;
    return new AppliancePlan(
        folders.base(),
        folders.source(),
        Optional.ofNullable(program).filter(name -> !name.isBlank()).map(String::strip),
        allUnits(settings),
        compilerOrDefault.plan(settings, folders.base(), toolchain, System.getenv()),
        imageOrDefault.plan(settings, folders.build(), devices.kernelWords(settings)),
        devices.diskPlans(settings, folders.base(), folders.work()),
        Optional.ofNullable(settings.text("resources", resources, null))
            .map(folder -> folders.base().resolve(folder).normalize()),
        folders.work(),
        toolVersion,
        timestamp);
  }

  /** The units of the POM, and those without which its devices and resources are of no use. */
  private List<String> allUnits(Settings settings) throws ConfigurationException {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    List<String> inOrder = new ArrayList<>();
    List<String> wanted = new ArrayList<>(units == null ? List.of() : units);
    wanted.addAll(devices.units(settings));
    if (settings.text("resources", resources, null) != null) {
      wanted.add("Resources");
    }
    for (String unit : wanted) {
      if (unit != null && all.add(unit.strip())) {
        inOrder.add(unit.strip());
      }
    }
    return inOrder;
  }

  /**
   * The project's folders, all absolute.
   *
   * @param base the project's own
   * @param source where Pascal is
   * @param build {@code target}
   * @param work {@code target/toro}
   */
  public record Folders(Path base, Path source, Path build, Path work) {}
}
