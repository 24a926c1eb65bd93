// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.toromaven.compiler.CompilerSearch;
import org.toromaven.maven.build.AppliancePlan.CompilerPlan;
import org.toromaven.maven.report.Advice;

/**
 * {@code <compiler>}: which Free Pascal compiler, and what to tell it. Each element has a user
 * property of the same name: {@code <options>} is {@code -Dtoro.compiler.options=...}.
 *
 * <pre>{@code
 * <compiler>
 *   <executable>/opt/fpc/bin/fpc</executable>           -Dtoro.fpc=...
 *   <options><option>-O3</option></options>
 *   <defines><define>DEBUG</define></defines>
 *   <unitPaths><unitPath>../common</unitPath></unitPaths>
 * </compiler>
 * }</pre>
 */
public final class CompilerConfig {
  /** The compiler; default: toolchain {@code fpc}, then {@code TORO_FPC}, then {@code PATH}. */
  private String executable;

  /** Options for the compiler, one an element; they do not apply to the kernel. */
  private List<String> options;

  /** Conditional symbols, {@code NAME} or {@code NAME:=value}. */
  private List<String> defines;

  /**
   * Folders of further units, relative to the project's folder. The source folder and all below it
   * need not be named.
   */
  private List<String> unitPaths;

  /** Called by Maven. */
  public CompilerConfig() {}

  /**
   * The plan that these elements and the command line make.
   *
   * @param toolchain the compiler of the build's toolchain
   * @throws ConfigurationException when a folder of units is not there
   */
  CompilerPlan plan(
      Settings settings, Path base, Optional<Path> toolchain, Map<String, String> environment)
      throws ConfigurationException {
    String named = settings.text("fpc", executable, null);
    CompilerSearch search =
        new CompilerSearch(Optional.ofNullable(named).map(base::resolve), toolchain, environment);
    return new CompilerPlan(
        search,
        settings.list("compiler.options", options),
        settings.list("compiler.defines", defines),
        unitFolders(settings.list("compiler.unitPaths", unitPaths), base));
  }

  /** The compiler passes over a folder that is not there and then misses the units. */
  private static List<Path> unitFolders(List<String> names, Path base)
      throws ConfigurationException {
    List<Path> folders = new ArrayList<>();
    for (String name : names) {
      Path folder = base.resolve(name).normalize();
      if (!Files.isDirectory(folder)) {
        throw new ConfigurationException(
            Advice.badValue(
                "compiler.unitPaths", name, "folders of Pascal units; there is no " + folder));
      }
      folders.add(folder);
    }
    return folders;
  }
}
