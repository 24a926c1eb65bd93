// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.toolchain.DefaultToolchain;
import org.apache.maven.toolchain.model.ToolchainModel;
import org.codehaus.plexus.logging.Logger;

/**
 * A Free Pascal compiler named in {@code toolchains.xml}:
 *
 * <pre>{@code
 * <toolchain>
 *   <type>fpc</type>
 *   <provides><version>3.2.2</version></provides>
 *   <configuration><executable>/opt/fpc/bin/fpc</executable></configuration>
 * </toolchain>
 * }</pre>
 */
final class FpcToolchain extends DefaultToolchain {
  static final String TYPE = "fpc";

  private final Path executable;

  FpcToolchain(ToolchainModel model, Path executable, Logger logger) {
    super(model, TYPE, logger);
    this.executable = executable;
  }

  /** Maven asks for a tool by name; {@code fpc} is the only one here. */
  @Override
  public String findTool(String toolName) {
    return TYPE.equals(toolName) && Files.isExecutable(executable) ? executable.toString() : null;
  }

  @Override
  public String toString() {
    return "FPC[" + executable + "]";
  }
}
