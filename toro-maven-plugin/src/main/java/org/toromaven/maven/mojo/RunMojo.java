// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.boot.RunStep;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.build.BuiltImage;
import org.toromaven.maven.build.ImageStep;
import org.toromaven.maven.config.ApplianceConfig.Folders;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.VmmException;

/**
 * Builds the image if need be and boots it in the foreground, with the terminal attached. Ctrl-C
 * ends it.
 *
 * <p>Needs no POM: {@code mvn org.toromaven:toro-maven-plugin:run -Dtoro.source=Hello.pas}.
 */
@Mojo(name = "run", requiresProject = false, threadSafe = true)
public final class RunMojo extends AbstractBootMojo {

  /**
   * A program to run without a POM. Everything that is built goes to the temporary folder, and is
   * found there the next time.
   */
  @Parameter(property = "toro.source")
  private File source;

  /** Waits for gdb before the first instruction, and says what to type in it. */
  @Parameter(property = "toro.debug", defaultValue = "false")
  private boolean debug;

  @Override
  String purpose() {
    return "the image is not run";
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException,
          ConfigurationException,
          CompilerException,
          VmmException,
          IOException {
    AppliancePlan plan = source == null ? plan() : planOfSource(source.toPath());
    BuiltImage unused = new ImageStep(plan, narrator).run();
    RunStep step = new RunStep(bootPlan(plan, plan.image().bootFile()));
    if (debug) {
      step.debug(narrator);
    } else {
      step.run(narrator);
    }
  }

  private AppliancePlan planOfSource(Path program) throws ConfigurationException {
    Path file = baseDirectory().resolve(program).normalize();
    Path target = temporaryFolder(file);
    Folders folders =
        new Folders(baseDirectory(), target.resolve("none"), target, target.resolve("toro"));
    return config(file.toString())
        .plan(settings(), folders, Optional.empty(), pluginVersion(), timestamp());
  }

  /** The same folder for the same program, so that an unchanged one is not built again. */
  private static Path temporaryFolder(Path program) {
    UUID name = UUID.nameUUIDFromBytes(program.toString().getBytes(StandardCharsets.UTF_8));
    String user = System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), "toro-run-" + user + "-" + name);
  }
}
