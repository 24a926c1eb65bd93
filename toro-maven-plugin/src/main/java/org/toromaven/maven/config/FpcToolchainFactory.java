// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import org.apache.maven.toolchain.MisconfiguredToolchainException;
import org.apache.maven.toolchain.RequirementMatcher;
import org.apache.maven.toolchain.RequirementMatcherFactory;
import org.apache.maven.toolchain.ToolchainFactory;
import org.apache.maven.toolchain.ToolchainPrivate;
import org.apache.maven.toolchain.model.ToolchainModel;
import org.codehaus.plexus.logging.Logger;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** Makes toolchains of type {@code fpc}; Maven finds it through META-INF/plexus/components.xml. */
public final class FpcToolchainFactory implements ToolchainFactory {
  private Logger logger;

  /** Called by Maven's container. */
  public FpcToolchainFactory() {}

  @Override
  public ToolchainPrivate createToolchain(ToolchainModel model)
      throws MisconfiguredToolchainException {
    FpcToolchain toolchain = new FpcToolchain(model, executable(model), logger);
    model
        .getProvides()
        .forEach(
            (name, value) ->
                toolchain.addProvideToken(
                    name.toString(), matcher(name.toString(), value.toString())));
    return toolchain;
  }

  /** There is no compiler that Maven knows without a toolchains.xml. */
  @Override
  public ToolchainPrivate createDefaultToolchain() {
    return null;
  }

  private static Path executable(ToolchainModel model) throws MisconfiguredToolchainException {
    if (model.getConfiguration() instanceof Xpp3Dom configuration
        && configuration.getChild("executable") != null) {
      return Path.of(configuration.getChild("executable").getValue());
    }
    throw new MisconfiguredToolchainException(
        "toolchains.xml: a toolchain of type fpc needs <configuration><executable>");
  }

  private static RequirementMatcher matcher(String name, String value) {
    return "version".equals(name)
        ? RequirementMatcherFactory.createVersionMatcher(value)
        : RequirementMatcherFactory.createExactMatcher(value);
  }
}
