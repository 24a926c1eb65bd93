// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.compiler.CompileResult;
import org.toromaven.compiler.Diagnostic;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.KernelSources;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

/** Compiles, links and boots programs as appliances. */
final class AppliancePrograms {

  /** The program reads the end of its input at once, and has the environment it has on Linux. */
  private static final String COMMAND_LINE = "toro.input=none LANG=C.UTF-8 --";

  private final FreePascal compiler;
  private final KernelSources kernel;
  private final ComparePlan plan;
  private final BootRunner runner = new BootRunner();

  AppliancePrograms(FreePascal compiler, ComparePlan plan) throws IOException {
    this.compiler = compiler;
    this.kernel = KernelSources.fromClassPath(AppliancePrograms.class.getClassLoader());
    this.plan = plan;
  }

  /**
   * Makes the image of a program.
   *
   * @param folder where all files of it go
   * @throws Exception when it does not compile or link; the message says why
   */
  Path link(Path program, List<String> options, Path folder) throws Exception {
    CompileResult compiled =
        compiler.compile(
            CompileRequest.builder(program, folder, kernel)
                .units(plan.units())
                .options(options)
                .unitPath(plan.unitPath())
                .build());
    if (!compiled.ok()) {
      throw new IOException("does not compile: " + firstError(compiled));
    }
    Path image = folder.resolve("Toro.elf");
    ImageBuilder.build(
        CompiledProgram.of(program, compiled)
            .imageRequest()
            .output(ImageFormat.ELF32_MULTIBOOT, image)
            .build());
    return image;
  }

  /**
   * Boots an image and waits for the end of the program.
   *
   * @throws DidNotEnd when it has none of its own
   */
  Observed boot(Path image) throws Exception {
    MachineConfig machine =
        MachineConfig.builder().memoryMib(plan.memoryMib()).acceleration(Acceleration.TCG).build();
    BootSource source = BootSource.kernel(image).withCommandLine(COMMAND_LINE);
    BootRequest request =
        BootRequest.of(source, image.resolveSibling("console"))
            .withMachine(machine)
            .withExpectations(Expectations.SUCCESS)
            .withTimeout(plan.applianceTimeout());
    BootResult result = runner.run(request);
    if (result.outcome() != BootOutcome.EXITED) {
      throw new DidNotEnd(
          result.outcome()
              + ": "
              + result.reason()
              + "; console ends "
              + result.console().lastLines(3));
    }
    byte[] console = Files.readAllBytes(result.console().file());
    return Observed.of(console, result.exitCode().orElse(-1));
  }

  private static String firstError(CompileResult compiled) {
    return compiled.diagnostics().stream()
        .filter(diagnostic -> diagnostic.severity().isError())
        .findFirst()
        .map(Diagnostic::toString)
        .orElse("no message");
  }

  /** The machine ended, or had to be ended, before the program did. */
  static final class DidNotEnd extends Exception {
    private static final long serialVersionUID = 1L;

    DidNotEnd(String message) {
      super(message);
    }
  }
}
