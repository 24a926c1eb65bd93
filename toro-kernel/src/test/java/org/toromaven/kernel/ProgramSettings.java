// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.toromaven.boot.BootOutcome;
import org.toromaven.vmm.Machine;

/**
 * How a test wants its program run; read from a properties file, where every key may be absent.
 *
 * @param units kernel units to add, separated by commas
 * @param machines machines to boot on, separated by commas
 * @param cpus numbers of virtual CPUs to boot with, separated by commas
 * @param memoryMib memory of the guest
 * @param arguments the program's parameters, separated by {@code |}
 * @param environment {@code NAME=value} words, separated by {@code |}
 * @param kernelWords words of the command line for the kernel, separated by blanks
 * @param exitCode what the program must end with
 * @param outcome how the boot must end
 */
record ProgramSettings(
    List<String> units,
    List<Machine> machines,
    List<Integer> cpus,
    int memoryMib,
    List<String> arguments,
    List<String> environment,
    List<String> kernelWords,
    int exitCode,
    BootOutcome outcome) {

  private static final Set<String> KEYS =
      Set.of(
          "units",
          "machines",
          "cpus",
          "memoryMib",
          "arguments",
          "environment",
          "kernelWords",
          "exitCode",
          "outcome");

  /** Reads a file, or gives the defaults when there is none. */
  static ProgramSettings read(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    for (String key : properties.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new IOException(file + ": unknown key: " + key + " (known: " + KEYS + ")");
      }
    }
    return of(properties);
  }

  private static ProgramSettings of(Properties properties) {
    return new ProgramSettings(
        list(properties.getProperty("units", ""), ","),
        list(properties.getProperty("machines", "microvm,pc"), ",").stream()
            .map(Machine::parse)
            .toList(),
        list(properties.getProperty("cpus", "1"), ",").stream().map(Integer::valueOf).toList(),
        Integer.parseInt(properties.getProperty("memoryMib", "128")),
        list(properties.getProperty("arguments", ""), "\\|"),
        list(properties.getProperty("environment", ""), "\\|"),
        list(properties.getProperty("kernelWords", ""), " "),
        Integer.parseInt(properties.getProperty("exitCode", "0")),
        BootOutcome.valueOf(properties.getProperty("outcome", "EXITED")));
  }

  private static List<String> list(String text, String separator) {
    return Arrays.stream(text.split(separator, -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * The words for the guest (BOOT-ABI 9): the kernel's, the environment, {@code --}, parameters.
   */
  String commandLine() {
    StringBuilder line = new StringBuilder();
    kernelWords.forEach(word -> line.append(word).append(' '));
    environment.forEach(word -> line.append(quoted(word)).append(' '));
    line.append("--");
    arguments.forEach(word -> line.append(' ').append(quoted(word)));
    return line.toString();
  }

  private static String quoted(String word) {
    return word.indexOf(' ') < 0 ? word : '"' + word + '"';
  }
}
