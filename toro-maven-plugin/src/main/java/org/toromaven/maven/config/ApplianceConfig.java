// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.toromaven.maven.build.AppliancePlan;

/**
 * All elements that say what is built, as a goal got them from Maven; null where the POM is silent.
 *
 * @param program {@code <program>}
 * @param units {@code <units>}
 * @param compiler {@code <compiler>}
 * @param image {@code <image>}
 */
public record ApplianceConfig(
    String program, List<String> units, CompilerConfig compiler, ImageConfig image) {

  /**
   * The checked plan.
   *
   * @param settings where nested values come from
   * @param folders the project's folders
   * @param toolchain the compiler of the build's toolchain
   * @param toolVersion the plugin's version
   * @throws ConfigurationException when a value makes no sense
   */
  public AppliancePlan plan(
      Settings settings, Folders folders, Optional<Path> toolchain, String toolVersion)
      throws ConfigurationException {
    CompilerConfig compilerOrDefault = compiler == null ? new CompilerConfig() : compiler;
    ImageConfig imageOrDefault = image == null ? new ImageConfig() : image;
    return new AppliancePlan(
        folders.base(),
        folders.source(),
        Optional.ofNullable(program).filter(name -> !name.isBlank()).map(String::strip),
        units == null ? List.of() : units.stream().filter(u -> u != null).toList(),
        compilerOrDefault.plan(settings, folders.base(), toolchain, System.getenv()),
        imageOrDefault.plan(settings, folders.build()),
        folders.work(),
        toolVersion);
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
