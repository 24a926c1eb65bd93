// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/**
 * The switches that skip booting: our own, and those with which people skip tests everywhere. A
 * switch without a value, as in {@code -DskipTests}, is set.
 */
final class SkipSwitches {
  private static final String[] NAMES = {
    "toro.boot.skip", "skipITs", "skipTests", "maven.test.skip"
  };

  private SkipSwitches() {}

  /** The name of the first switch that is set, empty when none is. */
  static String first(MavenSession session, MavenProject project) {
    for (String name : NAMES) {
      if (isSet(value(name, session.getUserProperties(), project.getProperties()))) {
        return name;
      }
    }
    return "";
  }

  private static String value(String name, Properties commandLine, Properties pom) {
    return commandLine.getProperty(name, pom.getProperty(name));
  }

  private static boolean isSet(String value) {
    return value != null && !"false".equalsIgnoreCase(value.strip());
  }
}
