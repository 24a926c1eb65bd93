// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.maven.boot.BootPlan;
import org.toromaven.maven.boot.Scenario;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.config.BootConfig;
import org.toromaven.maven.config.BootsConfig;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.config.VmmConfig;

/** The parameters that say how the image is booted and what it must show. */
abstract class AbstractBootMojo extends AbstractBuildMojo {

  /**
   * The machine that the image boots on: {@code <name>} (default {@code qemu}), {@code <machine>}
   * ({@code microvm}, {@code pc}, {@code q35}), {@code <firmware>}, {@code <memory>}, {@code
   * <cpus>}, {@code <acceleration>} ({@code auto}, {@code kvm}, {@code tcg}), {@code <executable>},
   * {@code <arguments>} and, for the program, {@code <commandLine>}.
   *
   * <pre>{@code
   * <vmm>
   *   <machine>pc</machine>
   *   <memory>64M</memory>
   *   <commandLine>GREETING=hello -- one two</commandLine>
   * </vmm>
   * }</pre>
   *
   * On the command line: {@code -Dtoro.vmm.machine=pc} and so on.
   */
  @Parameter private VmmConfig vmm;

  /**
   * What a boot must show: {@code <expect>} lines (regular expressions, in this order), {@code
   * <reject>} patterns that fail at once, {@code <input>} to type, {@code <exitCode>} (default 0),
   * {@code <startupTime>} with {@code <startupStatistic>} ({@code median}, {@code p95}), {@code
   * <timeout>} (default {@code 60s}), {@code <runs>}, {@code <until>} ({@code exit}, {@code ready})
   * and {@code <ready>} ({@code <console>}, {@code <port>}, {@code <http>}).
   *
   * <pre>{@code
   * <boot>
   *   <expect>Hello World</expect>
   *   <reject>EAccessViolation</reject>
   *   <startupTime>150ms</startupTime>
   * </boot>
   * }</pre>
   *
   * On the command line: {@code -Dtoro.boot.timeout=30s} and so on.
   */
  @Parameter private BootConfig boot;

  /**
   * Several boots instead of one, each with its {@code <name>}, with the elements of {@code <boot>}
   * and, where it differs, with a {@code <vmm>} of its own.
   *
   * <pre>{@code
   * <boots>
   *   <boot><name>pc</name><vmm><machine>pc</machine></vmm><expect>Hello</expect></boot>
   *   <boot><name>microvm</name><expect>Hello</expect></boot>
   * </boots>
   * }</pre>
   */
  @Parameter private List<BootConfig> boots;

  /** The folder of the XML reports that CI servers read. */
  @Parameter(
      property = "toro.reportsDirectory",
      defaultValue = "${project.build.directory}/toro-reports")
  private File reportsDirectory;

  /** How to boot an image of this plan. */
  final BootPlan bootPlan(AppliancePlan plan, Path image) throws ConfigurationException {
    return new BootPlan(
        project().getGroupId() + "." + project().getArtifactId(),
        image,
        plan.sourceDirectory(),
        scenarios(),
        devices().workingDisks(settings(), plan.workDirectory()),
        plan.workDirectory(),
        reportsDirectory.toPath().toAbsolutePath().normalize());
  }

  final BootPlan bootPlan() throws ConfigurationException {
    AppliancePlan plan = plan();
    return bootPlan(plan, plan.image().bootFile());
  }

  final List<Scenario> scenarios() throws ConfigurationException {
    return new BootsConfig(vmm, boot, boots)
        .scenarios(settings(), baseDirectory(), workDirectory(), devices());
  }
}
