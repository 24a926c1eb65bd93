// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.toromaven.compiler.ProgramFinder;

/**
 * Makes the image of {@code diskspeed.pas}, which {@code bench/files} boots beside Linux, and
 * prints what files add to the image of {@code examples/hello-world}. Started by {@code
 * bench/files} at the top of the repository; what they add to a boot is {@link UnitsBench}'s.
 */
final class FilesBench {

  private FilesBench() {}

  /** Makes the image and prints the size. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of("toro-bench/target/bench-files");
    new Appliances(folder)
        .build(Path.of("toro-bench/src/main/pascal/diskspeed.pas"), UnitsBench.FILES);
    Path program = ProgramFinder.find(Path.of("examples/hello-world/src/main/pascal"));
    Path plain = new Appliances(folder.resolve("plain")).build(program, List.of());
    Path filed = new Appliances(folder.resolve("filed")).build(program, UnitsBench.FILES);
    Reports.standardOutput()
        .printf(
            Locale.ROOT,
            "%-44s %,d%n",
            "added to the image, bytes",
            Files.size(filed) - Files.size(plain));
  }
}
