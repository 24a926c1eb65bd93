// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.toromaven.maven.report.Advice;

/**
 * Finds elements of the plugin's configuration that no goal knows. Maven 3.8 drops them without a
 * word, so that a misspelt {@code <unit>} list would just not be there.
 */
public final class UnknownParameters {
  private UnknownParameters() {}

  /**
   * Fails when the POM configures this plugin with an element that none of its goals has.
   *
   * @throws ConfigurationException names every such element and the nearest known names
   */
  public static void refuse(MavenProject project, PluginDescriptor descriptor)
      throws ConfigurationException {
    Plugin plugin = project.getPlugin(descriptor.getPluginLookupKey());
    if (plugin == null) {
      return;
    }
    Set<String> known = knownNames(descriptor);
    List<String> problems = new ArrayList<>();
    for (String name : configuredNames(plugin)) {
      if (!known.contains(name)) {
        problems.add(Advice.unknownParameter(name, known));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(String.join("\n", problems));
    }
  }

  private static Set<String> knownNames(PluginDescriptor descriptor) {
    Set<String> names = new TreeSet<>();
    for (MojoDescriptor mojo : descriptor.getMojos()) {
      if (mojo.getParameters() != null) {
        for (Parameter parameter : mojo.getParameters()) {
          names.add(parameter.getName());
        }
      }
    }
    return names;
  }

  private static Set<String> configuredNames(Plugin plugin) {
    Set<String> names = new LinkedHashSet<>();
    addNames(plugin, names);
    plugin.getExecutions().forEach(execution -> addNames(execution, names));
    return names;
  }

  private static void addNames(ConfigurationContainer container, Set<String> names) {
    if (container.getConfiguration() instanceof Xpp3Dom configuration) {
      for (Xpp3Dom child : configuration.getChildren()) {
        names.add(child.getName());
      }
    }
  }
}
