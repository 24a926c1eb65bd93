// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.toromaven.maven.report.Advice;

/**
 * Where the value of a nested setting such as {@code <vmm><machine>} comes from: the command line
 * ({@code -Dtoro.vmm.machine=pc}), then the POM's element, then a property of the project, then the
 * default. Maven itself ignores defaults and user properties of nested elements, and turns a bad
 * boolean into false; here every value is checked.
 */
public final class Settings {
  private final Properties commandLine;
  private final Properties project;

  /**
   * @param commandLine properties given with {@code -D}
   * @param project properties of the POM
   */
  public Settings(Properties commandLine, Properties project) {
    this.commandLine = commandLine;
    this.project = project;
  }

  /** The text of a setting, {@code fallback} when nobody says anything. */
  String text(String path, String pomValue, String fallback) {
    String property = "toro." + path;
    for (String value :
        new String[] {commandLine.getProperty(property), pomValue, project.getProperty(property)}) {
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return fallback;
  }

  /** What {@code -D} says, if it says anything. */
  Optional<String> onCommandLine(String path) {
    return Optional.ofNullable(commandLine.getProperty("toro." + path));
  }

  /** Whether the command line says anything about an element or what is in it. */
  boolean mentions(String element) {
    return commandLine.stringPropertyNames().stream()
        .anyMatch(name -> name.startsWith("toro." + element + "."));
  }

  /** A list: elements in the POM, commas on the command line. */
  List<String> list(String path, List<String> pomValue) {
    String property = "toro." + path;
    String given = commandLine.getProperty(property);
    if (given == null && pomValue != null && !pomValue.isEmpty()) {
      return pomValue.stream().filter(s -> s != null).map(String::strip).toList();
    }
    given = given == null ? project.getProperty(property) : given;
    return given == null
        ? List.of()
        : Arrays.stream(given.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** A whole number between two bounds, both allowed. */
  int number(String path, String pomValue, int fallback, int least, int most)
      throws ConfigurationException {
    String text = text(path, pomValue, Integer.toString(fallback));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message below, which shows the text.
    }
    throw new ConfigurationException(
        Advice.badValue(path, text, "a number from " + least + " to " + most));
  }

  /** {@code true} or {@code false}, nothing else. */
  boolean flag(String path, String pomValue, boolean fallback) throws ConfigurationException {
    String text = text(path, pomValue, Boolean.toString(fallback));
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigurationException(Advice.badValue(path, text, "true or false"));
    };
  }

  /** One of several words, any case. */
  <E extends Enum<E>> E choice(String path, String pomValue, E fallback)
      throws ConfigurationException {
    String text = text(path, pomValue, word(fallback));
    E[] values = fallback.getDeclaringClass().getEnumConstants();
    for (E value : values) {
      if (word(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    List<String> words = Arrays.stream(values).map(Settings::word).toList();
    throw new ConfigurationException(
        Advice.badValue(path, text, "one of " + String.join(", ", words)));
  }

  /** Milliseconds from {@code 250ms}, {@code 2s}, {@code 1min} or a bare number of milliseconds. */
  long milliseconds(String path, String pomValue, String fallback) throws ConfigurationException {
    String text = text(path, pomValue, fallback);
    if (text == null) {
      return 0;
    }
    long value = Quantities.milliseconds(text);
    if (value <= 0) {
      throw new ConfigurationException(
          Advice.badValue(path, text, "a time such as 250ms, 2s or 1min"));
    }
    return value;
  }

  /** Bytes from {@code 64M}, {@code 512k}, {@code 1G} or a bare number of bytes. */
  long bytes(String path, String pomValue, String fallback) throws ConfigurationException {
    String text = text(path, pomValue, fallback);
    if (text == null) {
      return 0;
    }
    long value = Quantities.bytes(text);
    if (value <= 0) {
      throw new ConfigurationException(
          Advice.badValue(path, text, "a size such as 40000, 512k, 64M or 1G"));
    }
    return value;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
