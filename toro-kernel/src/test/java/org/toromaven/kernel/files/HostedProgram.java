// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The test programs of {@code src/test/hosted}: the kernel's filesystem units, compiled for Linux
 * by the stock compiler together with a block device in memory.
 */
final class HostedProgram {
  static final Path HOSTED = Path.of("src/test/hosted").toAbsolutePath();
  private static final Path PASCAL = Path.of("src/main/pascal").toAbsolutePath();

  private HostedProgram() {}

  /** Compiles a program into a folder of its own and returns the executable. */
  static Path compile(String name, Path folder) throws IOException, InterruptedException {
    Path output = Files.createDirectories(folder.resolve(name));
    List<Object> command =
        new ArrayList<>(List.of("fpc", "-O2", "-gl", "-vewb", "-FE" + output, "-FU" + output));
    for (Path units : unitFolders()) {
      command.add("-Fu" + units);
    }
    command.add(HOSTED.resolve(name + ".pas"));
    Tool.check(command.toArray());
    return output.resolve(name);
  }

  private static List<Path> unitFolders() throws IOException {
    try (Stream<Path> all = Files.walk(PASCAL.resolve("filesystem"))) {
      return Stream.concat(
              Stream.of(PASCAL.resolve("core"), PASCAL.resolve("devices")),
              all.filter(Files::isDirectory))
          .toList();
    }
  }
}
