// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What figures of time depend on beside the VMM; times of different hosts are not comparable.
 *
 * @param system operating system and its version
 * @param processor name of the processor's model
 * @param processors how many there are
 */
public record HostFacts(String system, String processor, int processors) {

  public HostFacts {
    Objects.requireNonNull(system, "system");
    Objects.requireNonNull(processor, "processor");
  }

  /** The host this runs on. */
  public static HostFacts current() throws IOException {
    return new HostFacts(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        processorModel(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String processorModel() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpuinfo)) {
      for (String line : Files.readAllLines(cpuinfo, UTF_8)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }

  @Override
  public String toString() {
    return processors + " x " + processor + ", " + system;
  }
}
