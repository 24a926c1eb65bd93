// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.toromaven.compiler.CompilerException;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.boot.BenchStep;
import org.toromaven.maven.build.AppliancePlan;
import org.toromaven.maven.build.ImageStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;

/**
 * Boots the program as elf32, elf64 and disk image on several machines and VMMs, many times in
 * turn, and shows where the time goes: a table in the log, {@code target/toro/bench.json} and
 * {@code bench.html}.
 */
@Mojo(name = "bench", threadSafe = true)
public final class BenchMojo extends AbstractBootMojo {
  private static final List<ImageFormat> FORMATS =
      List.of(ImageFormat.ELF32_MULTIBOOT, ImageFormat.ELF64_PVH, ImageFormat.DISK);

  /** How many boots of each combination count. */
  @Parameter(property = "toro.bench.runs", defaultValue = "15")
  private int runs;

  /** How many boots of each combination come before these and do not count. */
  @Parameter(property = "toro.bench.warmups", defaultValue = "2")
  private int warmups;

  @Override
  String purpose() {
    return "nothing is measured";
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, CompilerException, IOException {
    AppliancePlan plan = plan();
    AppliancePlan measured = plan.with(plan.image().with(benchImage(), FORMATS));
    new ImageStep(measured.inFolder(benchFolder()), narrator).run();
    Map<ImageFormat, Path> images = new EnumMap<>(ImageFormat.class);
    FORMATS.forEach(format -> images.put(format, measured.image().fileOf(format)));
    new BenchStep(bootPlan(plan, benchImage()), images).run(warmups, runs, narrator);
  }

  private Path benchFolder() {
    return workDirectory().resolve("bench");
  }

  private Path benchImage() {
    return benchFolder().resolve("Toro.elf");
  }
}
