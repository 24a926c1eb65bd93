// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.toromaven.compiler.CompilerSearch;

/**
 * What is to be built and where; made from the POM by {@code config}, used by {@link CompileStep}
 * and {@link ImageStep}.
 *
 * @param baseDirectory the project's folder; relative names start here
 * @param sourceDirectory where the program and its units are
 * @param program the program's file, empty: the only one in the source folder
 * @param units kernel units to add to what the program uses
 * @param compiler which compiler to use, and how
 * @param image which images to write
 * @param disks disk images to make
 * @param resources folder to embed in the image, empty: none
 * @param workDirectory where everything but the image goes ({@code target/toro})
 * @param toolVersion the plugin's own version; another version builds everything again
 * @param timestamp the time of everything that is packed, so that the same input gives the same
 *     bytes
 */
public record AppliancePlan(
    Path baseDirectory,
    Path sourceDirectory,
    Optional<String> program,
    List<String> units,
    CompilerPlan compiler,
    ImagePlan image,
    List<DiskPlan> disks,
    Optional<Path> resources,
    Path workDirectory,
    String toolVersion,
    Instant timestamp) {

  /** Takes a copy of the list. */
  public AppliancePlan {
    units = List.copyOf(units);
    disks = List.copyOf(disks);
  }

  /** The same plan with other images. */
  public AppliancePlan with(ImagePlan other) {
    return copy(other, workDirectory);
  }

  /** The same plan with its work in another folder, so that the usual build is not disturbed. */
  public AppliancePlan inFolder(Path other) {
    return copy(image, other);
  }

  private AppliancePlan copy(ImagePlan otherImage, Path otherFolder) {
    return new AppliancePlan(
        baseDirectory,
        sourceDirectory,
        program,
        units,
        compiler,
        otherImage,
        disks,
        resources,
        otherFolder,
        toolVersion,
        timestamp);
  }

  /**
   * Which compiler, and what to tell it.
   *
   * @param search where to look for it
   * @param options further options, as the compiler knows them
   * @param defines conditional symbols
   * @param unitPaths folders of further units
   */
  public record CompilerPlan(
      CompilerSearch search, List<String> options, List<String> defines, List<Path> unitPaths) {

    /** Takes copies of the lists. */
    public CompilerPlan {
      options = List.copyOf(options);
      defines = List.copyOf(defines);
      unitPaths = List.copyOf(unitPaths);
    }
  }
}
