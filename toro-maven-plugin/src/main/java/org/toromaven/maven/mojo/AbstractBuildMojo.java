// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
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
import org.toromaven.maven.config.DevicesConfig;
import org.toromaven.maven.config.DiskConfig;
import org.toromaven.maven.config.ImageConfig;
import org.toromaven.maven.config.NetworkConfig;
import org.toromaven.maven.config.OutputTimestamp;

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
   * elf32-multiboot}), {@code <maxSize>} (default: any), {@code <commandLine>} of disks and CDs
   * (default {@code toro.input=none}).
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

  /**
   * Disk images that are made with the image and attached at every boot: {@code <directory>},
   * {@code <format>} ({@code ext2}, {@code fat}), {@code <size>}, {@code <label>}, {@code <mount>},
   * {@code <bus>} ({@code virtio}, {@code ide}, {@code ram}, {@code embedded}), {@code
   * <persistent>}, {@code <name>}. The kernel units that they need are added.
   *
   * <pre>{@code
   * <disks>
   *   <disk>
   *     <directory>src/main/disk</directory>
   *     <format>ext2</format>
   *     <size>64M</size>
   *   </disk>
   * </disks>
   * }</pre>
   */
  @Parameter private List<DiskConfig> disks;

  /**
   * A folder whose files are embedded in the image; the program finds them below {@code
   * /resources}.
   *
   * <pre>{@code <resources>src/main/resources</resources>}</pre>
   */
  @Parameter(property = "toro.resources")
  private String resources;

  /**
   * The network card and the address: {@code <device>} ({@code virtio}, {@code e1000}, {@code
   * ne2000}), {@code <address>} ({@code dhcp} or such as {@code 10.0.2.15/24}), {@code <gateway>},
   * {@code <address6>} ({@code auto} or such as {@code 2001:db8::2/64}), {@code <gateway6>}, {@code
   * <nameServers>}, {@code <capture>}. The kernel units that it needs are added.
   *
   * <pre>{@code <network><device>virtio</device></network>}</pre>
   *
   * On the command line: {@code -Dtoro.network.device=e1000} and so on.
   */
  @Parameter private NetworkConfig network;

  /**
   * Ports of the appliance that are reached from this machine, {@code HOST:GUEST}; 0 asks for any
   * free port. The goal start sets the property {@code toro.port.GUEST} to the host's port. Implies
   * {@code <network>}.
   *
   * <pre>{@code <forwards><forward>8080:80</forward></forwards>}</pre>
   */
  @Parameter(property = "toro.forwards")
  private List<String> forwards;

  /** The folder of the program and its units. */
  @Parameter(property = "toro.sourceDirectory", defaultValue = "${project.basedir}/src/main/pascal")
  private File sourceDirectory;

  /** The folder of the image. */
  @Parameter(property = "toro.outputDirectory", defaultValue = "${project.build.directory}")
  private File outputDirectory;

  @Inject private ToolchainManager toolchains;

  final AppliancePlan plan() throws ConfigurationException {
    return config(program).plan(settings(), folders(), toolchain(), pluginVersion(), timestamp());
  }

  final ApplianceConfig config(String chosenProgram) {
    return new ApplianceConfig(chosenProgram, units, compiler, image, devices(), resources);
  }

  final DevicesConfig devices() {
    return new DevicesConfig(disks, network, forwards);
  }

  /** Maven's own property for reproducible builds, else the first moment that a FAT disk knows. */
  final Instant timestamp() {
    return OutputTimestamp.parse(
        project().getProperties().getProperty("project.build.outputTimestamp"));
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
