// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.boot.BootBatch;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.boot.Baselines;
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
   * {@code <startupTime>} with {@code <startupStatistic>} ({@code median}, {@code p95}) of {@code
   * <runs>}, {@code <startupInstructions>}, {@code <timeout>} (default {@code 60s}), {@code
   * <until>} ({@code exit}, {@code ready}), {@code <ready>} ({@code <console>}, {@code <port>},
   * {@code <http>}), {@code <disks>} (names), {@code <image>} (a format).
   *
   * <pre>{@code
   * <boot>
   *   <expect>Hello World</expect>
   *   <reject>EAccessViolation</reject>
   *   <startupTime>150ms</startupTime>
   *   <startupInstructions>
   *     <whole>15000</whole>
   *     <kernel>13000</kernel>
   *     <growth>2%</growth>
   *   </startupInstructions>
   * </boot>
   * }</pre>
   *
   * Times are good for one host only; instructions are counted exactly, on every host alike, in a
   * boot of their own. {@code <growth>} is held against the baseline that {@code
   * -Dtoro.acceptBaseline} stored.
   *
   * <p>On the command line: {@code -Dtoro.boot.timeout=30s} and so on.
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

  /**
   * Only this one of {@code <boots>}, by its name; for the goals run, dev, start and bench, which
   * boot one machine, otherwise the first.
   */
  @Parameter(property = "toro.scenario")
  private String scenario;

  /**
   * How many of {@code <boots>} run at once; 0: as many as there are processors. A boot whose
   * {@code <startupTime>} counts, or that holds a fixed port, a capture file or a persistent disk,
   * always runs alone.
   */
  @Parameter(property = "toro.parallel", defaultValue = "0")
  private int parallel;

  /**
   * The folder of the accepted starts: {@code startup-instructions.json}, for version control, and
   * {@code startup-times.json}, which has an entry for each VMM and host.
   */
  @Parameter(property = "toro.baselineDirectory", defaultValue = "${project.basedir}/src/test/toro")
  private File baselineDirectory;

  /** Accepts the starts of this build as the baseline of later ones. */
  @Parameter(property = "toro.acceptBaseline", defaultValue = "false")
  private boolean acceptBaseline;

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
        images(plan),
        plan.sourceDirectory(),
        scenarios(),
        parallel > 0 ? parallel : BootBatch.defaultLimit(),
        new Baselines(baseDirectory().resolve(baselineDirectory.toPath()).normalize()),
        acceptBaseline,
        plan.workDirectory(),
        reportsDirectory.toPath().toAbsolutePath().normalize());
  }

  private static Map<ImageFormat, Path> images(AppliancePlan plan) {
    Map<ImageFormat, Path> images = new EnumMap<>(ImageFormat.class);
    plan.image().formats().forEach(format -> images.put(format, plan.image().fileOf(format)));
    return images;
  }

  final BootPlan bootPlan() throws ConfigurationException {
    AppliancePlan plan = plan();
    return bootPlan(plan, plan.image().bootFile());
  }

  final List<Scenario> scenarios() throws ConfigurationException {
    return new BootsConfig(vmm, boot, boots)
        .only(scenario)
        .scenarios(settings(), baseDirectory(), workDirectory(), devices());
  }
}
