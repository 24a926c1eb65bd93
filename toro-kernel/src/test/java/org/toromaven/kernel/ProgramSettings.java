// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.toromaven.boot.BootOutcome;
import org.toromaven.vmm.Machine;

/**
 * How a test wants its program run; read from a properties file, where every key may be absent. The
 * keys are those of {@link #KEYS}; {@code src/test/guest/README.md} describes them.
 */
final class ProgramSettings {
  private static final Set<String> KEYS =
      Set.of(
          "units",
          "machines",
          "cpus",
          "memoryMib",
          "arguments",
          "environment",
          "kernelWords",
          "vmmArguments",
          "vmmArguments.microvm",
          "vmmArguments.pc",
          "vmmArguments.q35",
          "disks",
          "networks",
          "input",
          "exitCode",
          "outcome");

  private final Properties properties;

  private ProgramSettings(Properties properties) {
    this.properties = properties;
  }

  /**
   * Reads a file, or gives the defaults when there is none.
   *
   * @throws IOException also for a key that nobody knows
   */
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
    return new ProgramSettings(properties);
  }

  /** The same with text for the console's input. */
  ProgramSettings withInput(String text) {
    Properties changed = new Properties();
    changed.putAll(properties);
    changed.setProperty("input", text);
    return new ProgramSettings(changed);
  }

  List<String> units() {
    return list("units", "", ",");
  }

  List<Machine> machines() {
    return list("machines", "microvm,pc", ",").stream().map(Machine::parse).toList();
  }

  List<Integer> cpus() {
    return list("cpus", "1", ",").stream().map(Integer::valueOf).toList();
  }

  int memoryMib() {
    return Integer.parseInt(properties.getProperty("memoryMib", "128"));
  }

  List<String> arguments() {
    return list("arguments", "", "\\|");
  }

  List<String> environment() {
    return list("environment", "", "\\|");
  }

  /** Words for the VMM's command line: those for every machine, then those for this one. */
  String[] vmmArguments(Machine machine) {
    String own = "vmmArguments." + machine.name().toLowerCase(Locale.ROOT);
    return Arrays.stream(
            (properties.getProperty("vmmArguments", "") + " " + properties.getProperty(own, ""))
                .trim()
                .split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  /** Empty disks, {@code bus:size in MiB} each. */
  List<String> disks() {
    return list("disks", "", ",");
  }

  /** Network cards by the VMM's names for them. */
  List<String> networks() {
    return list("networks", "", ",");
  }

  /** What is typed on the console once the program runs. */
  String input() {
    return properties.getProperty("input", "");
  }

  int exitCode() {
    return Integer.parseInt(properties.getProperty("exitCode", "0"));
  }

  BootOutcome outcome() {
    return BootOutcome.valueOf(properties.getProperty("outcome", "EXITED"));
  }

  /**
   * The words for the guest (BOOT-ABI 9): the kernel's, the environment, {@code --}, parameters.
   * Standard input is empty unless there is something to type.
   */
  String commandLine() {
    StringBuilder line = new StringBuilder();
    if (input().isEmpty()) {
      line.append("toro.input=none ");
    }
    list("kernelWords", "", " ").forEach(word -> line.append(word).append(' '));
    environment().forEach(word -> line.append(quoted(word)).append(' '));
    line.append("--");
    arguments().forEach(word -> line.append(' ').append(quoted(word)));
    return line.toString();
  }

  private List<String> list(String key, String otherwise, String separator) {
    return Arrays.stream(properties.getProperty(key, otherwise).split(separator, -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static String quoted(String word) {
    return word.indexOf(' ') < 0 ? word : '"' + word + '"';
  }
}
