// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.Nearest;

/**
 * Finds properties of the command line that are meant for this plugin and that it does not know:
 * Maven drops {@code -Dtoro.vmm.machin=pc} without a word. Others may use names that start with
 * {@code toro.} too, so only those are refused that name one of our elements or nearly one.
 */
public final class UnknownProperties {

  private static final String PREFIX = "toro.";

  /** The elements that have elements of their own. */
  private static final Map<String, Class<?>> NESTED =
      Map.of(
          "vmm", VmmConfig.class,
          "compiler", CompilerConfig.class,
          "image", ImageConfig.class,
          "boot", BootConfig.class,
          "network", NetworkConfig.class,
          "disks", DiskConfig.class);

  /** The compiler's short name, and a switch of the goals boot and verify. */
  private static final List<String> OTHERS = List.of("fpc", "boot.skip");

  /** How many letters a name may be longer or shorter than the one that was meant. */
  private static final int LENGTH_DIFFERENCE_MAX = 2;

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{toro\\.([^}]+)\\}");

  private UnknownProperties() {}

  /**
   * Fails when the command line says something that nobody would read.
   *
   * @throws ConfigurationException names every such property and the nearest known ones
   */
  public static void refuse(Properties commandLine, PluginDescriptor descriptor)
      throws ConfigurationException {
    Set<String> known = knownNames(descriptor);
    List<String> problems = new ArrayList<>();
    for (String property : new TreeSet<>(commandLine.stringPropertyNames())) {
      String name = property.startsWith(PREFIX) ? property.substring(PREFIX.length()) : "";
      if (!name.isEmpty() && !isKnown(name, known) && isMeantForUs(name, known)) {
        problems.add(Advice.unknownProperty(name, known));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(String.join("\n", problems));
    }
  }

  /** Elements in elements in elements, such as {@code boot.startupTime.whole}, count as theirs. */
  private static boolean isKnown(String name, Set<String> known) {
    return known.contains(name)
        || known.stream().anyMatch(each -> each.contains(".") && name.startsWith(each + "."));
  }

  private static boolean isMeantForUs(String name, Set<String> known) {
    int dot = name.indexOf('.');
    if (dot >= 0) {
      return NESTED.containsKey(name.substring(0, dot));
    }
    return Nearest.to(name, known).stream()
        .anyMatch(near -> Math.abs(near.length() - name.length()) <= LENGTH_DIFFERENCE_MAX);
  }

  private static Set<String> knownNames(PluginDescriptor descriptor) {
    Set<String> names = new TreeSet<>(OTHERS);
    for (MojoDescriptor mojo : descriptor.getMojos()) {
      for (PlexusConfiguration parameter : mojo.getMojoConfiguration().getChildren()) {
        Matcher expression = EXPRESSION.matcher(parameter.getValue(""));
        if (expression.matches()) {
          names.add(expression.group(1));
        }
      }
    }
    NESTED.forEach((element, type) -> addElements(element, type, names));
    return names;
  }

  private static void addElements(String element, Class<?> type, Set<String> names) {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        names.add(element + "." + field.getName());
      }
    }
  }
}
