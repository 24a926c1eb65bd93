// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.config.Settings;
import org.toromaven.maven.config.UnknownParameters;
import org.toromaven.maven.config.UnknownProperties;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.FileProblem;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * What all goals share: the skip switch, the project, and how exceptions become Maven's. A wrong
 * program or appliance is a failure; a wrong configuration, a missing tool or a full disk an error.
 */
abstract class AbstractToroMojo extends AbstractMojo {

  /** Skips every goal of this plugin. For example: {@code mvn verify -Dtoro.skip}. */
  @Parameter(property = "toro.skip", defaultValue = "false")
  private boolean skip;

  /** Where everything but the image goes. */
  @Parameter(property = "toro.workDirectory", defaultValue = "${project.build.directory}/toro")
  private File workDirectory;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    String reason = skip ? "toro.skip" : reasonToSkip();
    if (!reason.isEmpty()) {
      getLog().info(Advice.skipped(purpose(), reason));
      return;
    }
    try {
      PluginDescriptor plugin = execution.getMojoDescriptor().getPluginDescriptor();
      UnknownParameters.refuse(project, plugin);
      UnknownProperties.refuse(session.getUserProperties(), plugin);
      perform(new LogNarrator(getLog(), session.getRequest().isInteractiveMode()));
    } catch (ApplianceException e) {
      throw new MojoFailureException(e.getMessage(), e);
    } catch (ConfigurationException | CompilerException | VmmException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException(FileProblem.text(e), e);
    }
  }

  /** What the goal is for; what a user reads when it is skipped. */
  abstract String purpose();

  /** The switch that skips this goal alone; empty when none is set. */
  String reasonToSkip() {
    return "";
  }

  abstract void perform(Narrator narrator)
      throws ApplianceException,
          ConfigurationException,
          CompilerException,
          VmmException,
          IOException;

  final MavenProject project() {
    return project;
  }

  final MavenSession session() {
    return session;
  }

  final String pluginVersion() {
    return execution.getVersion();
  }

  final Settings settings() {
    return new Settings(session.getUserProperties(), project.getProperties());
  }

  final Path workDirectory() {
    return workDirectory.toPath().toAbsolutePath().normalize();
  }

  /** The project's folder; the current one when there is no POM. */
  final Path baseDirectory() {
    File base = project.getBasedir();
    return (base == null ? Path.of("") : base.toPath()).toAbsolutePath().normalize();
  }
}
