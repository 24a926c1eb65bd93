// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.config.ApplianceConfig;
import org.toromaven.maven.config.ApplianceConfig.Folders;
import org.toromaven.maven.config.CompilerConfig;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.config.ImageConfig;

/** The parameters that say what is built. */
abstract class AbstractBuildMojo extends AbstractToroMojo {

  /**
   * The file that holds the program, relative to the source folder or the project's folder.
   * Default: the one file in the source folder that begins with {@code program}.
   *
   * <pre>{@code <program>Hello.pas</program>}</pre>
   */
  @Parameter(property = "toro.program")
  private String program;

  /**
   * Kernel units to add to what the program itself uses, in any case. {@code mvn toro:units} lists
   * them.
   *
   * <pre>{@code
   * <units>
   *   <unit>Memory</unit>
   *   <unit>Networking</unit>
   * </units>
   * }</pre>
   *
   * On the command line: {@code -Dtoro.units=Memory,Networking}.
   */
  @Parameter(property = "toro.units")
  private List<String> units;

  /**
   * Which Free Pascal compiler, and what to tell it: {@code <executable>}, {@code <options>},
   * {@code <defines>}, {@code <unitPaths>}.
   *
   * <pre>{@code
   * <compiler>
   *   <options><option>-O3</option></options>
   *   <defines><define>DEBUG</define></defines>
   *   <unitPaths><unitPath>../common</unitPath></unitPaths>
   * </compiler>
   * }</pre>
   *
   * On the command line: {@code -Dtoro.fpc=/opt/fpc/bin/fpc}, {@code
   * -Dtoro.compiler.options=-O3,-Sc}, {@code -Dtoro.compiler.defines=...}, {@code
   * -Dtoro.compiler.unitPaths=...}. Without an executable the compiler is that of the toolchain
   * {@code fpc}, of the variable {@code TORO_FPC}, or on the {@code PATH}.
   */
  @Parameter private CompilerConfig compiler;

  /**
   * What is written: {@code <name>} (default {@code Toro}), {@code <formats>} (default {@code
   * elf32-multiboot}), {@code <maxSize>} (default: any).
   *
   * <pre>{@code
   * <image>
   *   <maxSize>40000</maxSize>
   * </image>
   * }</pre>
   *
   * On the command line: {@code -Dtoro.image.maxSize=40000} and so on.
   */
  @Parameter private ImageConfig image;

  /** The folder of the program and its units. */
  @Parameter(property = "toro.sourceDirectory", defaultValue = "${project.basedir}/src/main/pascal")
  private File sourceDirectory;

  /** The folder of the image. */
  @Parameter(property = "toro.outputDirectory", defaultValue = "${project.build.directory}")
  private File outputDirectory;

  @Inject private ToolchainManager toolchains;

  final AppliancePlan plan() throws ConfigurationException {
    return config(program).plan(settings(), folders(), toolchain(), pluginVersion());
  }

  final ApplianceConfig config(String chosenProgram) {
    return new ApplianceConfig(chosenProgram, units, compiler, image);
  }

  final Folders folders() {
    return new Folders(
        baseDirectory(),
        baseDirectory().resolve(sourceDirectory.toPath()).normalize(),
        baseDirectory().resolve(outputDirectory.toPath()).normalize(),
        workDirectory());
  }

  /** The compiler that the build's toolchain offers: the one it chose, else the first one known. */
  final Optional<Path> toolchain() {
    Toolchain chosen = toolchains.getToolchainFromBuildContext("fpc", session());
    if (chosen == null) {
      chosen =
          toolchains.getToolchains(session(), "fpc", Map.of()).stream().findFirst().orElse(null);
    }
    return Optional.ofNullable(chosen).map(tool -> tool.findTool("fpc")).map(Path::of);
  }
}
