// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a VMM driver may ask of the host, in one place so that tests can stand in for it.
 *
 * @param variables environment variables
 * @param kvmDevice the device file of KVM
 * @param cacheDirectory where answers are remembered between builds
 */
public record HostEnvironment(Map<String, String> variables, Path kvmDevice, Path cacheDirectory) {

  public HostEnvironment {
    variables = Map.copyOf(variables);
  }

  /** The host this runs on. */
  public static HostEnvironment current() {
    Map<String, String> variables = System.getenv();
    return new HostEnvironment(variables, Path.of("/dev/kvm"), cacheDirectory(variables));
  }

  /** The file that a program's name stands for on the PATH. */
  public Optional<Path> onPath(String program) {
    String path = variables.getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(HostEnvironment::isProgram)
        .findFirst();
  }

  /** A variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** Whether a file can be run. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Path cacheDirectory(Map<String, String> variables) {
    String base = variables.getOrDefault("XDG_CACHE_HOME", "");
    Path parent =
        base.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
    return parent.resolve("toro");
  }
}
