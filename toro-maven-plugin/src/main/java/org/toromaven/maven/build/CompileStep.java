// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.compiler.CompileResult;
import org.toromaven.compiler.CompilerException;
import org.toromaven.compiler.Diagnostic;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.KernelSources;
import org.toromaven.compiler.ProgramException;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Json;
import org.toromaven.maven.report.Narrator;

/** Compiles the program and the kernel units it needs, unless nothing has changed. */
public final class CompileStep {
  private static final String FINGERPRINT = "fingerprint";

  private final AppliancePlan plan;
  private final Narrator narrator;
  private final Path record;

  /**
   * @param plan what to build
   * @param narrator told what happens
   */
  public CompileStep(AppliancePlan plan, Narrator narrator) {
    this.plan = plan;
    this.narrator = narrator;
    this.record = plan.workDirectory().resolve("compile.json");
  }

  /**
   * Compiles.
   *
   * @throws ApplianceException the program is wrong; its errors have been told already
   * @throws CompilerException there is no compiler, or it is at fault
   */
  public void run() throws ApplianceException, CompilerException, IOException {
    compile(true);
  }

  /**
   * Compiles; see {@link #run}.
   *
   * @param tellIfUpToDate whether the user hears of it when there is nothing to do
   */
  CompiledProgram compile(boolean tellIfUpToDate)
      throws ApplianceException, CompilerException, IOException {
    Path program = ProgramChoice.of(plan);
    FreePascal compiler = FreePascal.locate(plan.compiler().search());
    Fingerprint fingerprint = fingerprint(program, compiler);
    Optional<JsonObject> before = Json.read(record);
    Optional<String> reason = reasonToCompile(before, fingerprint);
    if (reason.isEmpty()) {
      CompiledProgram compiled = CompileRecord.read(before.orElseThrow());
      Narrator listener = tellIfUpToDate ? narrator : narrator.quiet();
      listener.info(display(program.toString()) + " has not changed: nothing to compile");
      listener.info(UnitList.line(compiled.units()));
      return compiled;
    }
    narrator.info("compiling " + display(program.toString()) + " (" + reason.get() + ")");
    narrator.debug("compiler: " + compiler.executable() + ", from " + compiler.source());
    return compileAnew(program, compiler, fingerprint);
  }

  private Optional<String> reasonToCompile(Optional<JsonObject> before, Fingerprint now) {
    if (before.isEmpty()) {
      return Optional.of("not compiled yet");
    }
    Fingerprint then = Fingerprint.of(before.get().getObject(FINGERPRINT, new JsonObject()));
    Optional<String> change = now.changeSince(then);
    if (change.isPresent()) {
      return change;
    }
    return CompileRecord.read(before.get()).isComplete()
        ? Optional.empty()
        : Optional.of("object files are gone");
  }

  private CompiledProgram compileAnew(Path program, FreePascal compiler, Fingerprint fingerprint)
      throws ApplianceException, CompilerException, IOException {
    Files.deleteIfExists(record);
    CompileResult result = callCompiler(program, compiler);
    tell(result);
    if (!result.ok()) {
      throw new ApplianceException(
          Advice.doesNotCompile(display(program.toString()), errors(result, program)));
    }
    CompiledProgram compiled =
        new CompiledProgram(program, result.linkInputs(), result.overrides(), result.units());
    narrator.info(UnitList.line(compiled.units()));
    JsonObject json = CompileRecord.toJson(compiled);
    json.put(FINGERPRINT, fingerprint.toJson());
    Json.write(record, json);
    return compiled;
  }

  private CompileResult callCompiler(Path program, FreePascal compiler)
      throws ApplianceException, CompilerException, IOException {
    try {
      KernelSources kernel = KernelSources.fromClassPath(getClass().getClassLoader());
      return compiler.compile(
          CompileRequest.builder(program, plan.workDirectory().resolve("objects"), kernel)
              .units(plan.units())
              .unitPath(SourceFolders.of(plan))
              .options(plan.compiler().options())
              .defines(plan.compiler().defines())
              .build());
    } catch (ProgramException e) {
      throw new ApplianceException(e.getMessage(), e);
    }
  }

  private void tell(CompileResult result) {
    for (Diagnostic diagnostic : result.diagnostics()) {
      String line = display(diagnostic.toString());
      switch (diagnostic.severity()) {
        case FATAL, ERROR -> narrator.error(line);
        case WARNING -> narrator.warn(line);
        case NOTE, HINT -> narrator.debug(line);
      }
    }
    result.warnings().forEach(narrator::warn);
  }

  private List<String> errors(CompileResult result, Path program) {
    List<String> errors = new ArrayList<>();
    for (Diagnostic diagnostic : result.diagnostics()) {
      if (diagnostic.severity().isError()) {
        errors.add(display(diagnostic.toString()));
      }
    }
    return errors.isEmpty() ? List.of(program.getFileName() + ": the compiler gave up") : errors;
  }

  private Fingerprint fingerprint(Path program, FreePascal compiler) throws IOException {
    Fingerprint.Builder builder =
        Fingerprint.builder()
            .value("toro-maven-plugin", ToolStamp.ofCompileStep(plan.toolVersion()))
            .stamp("the compiler", compiler.executable().toRealPath())
            .value("<units>", String.join(",", plan.units()))
            .value("<compiler><options>", String.join(" ", plan.compiler().options()))
            .value("<compiler><defines>", String.join(" ", plan.compiler().defines()))
            .value("<compiler><unitPaths>", plan.compiler().unitPaths())
            .value("<program>", program);
    for (Path file : SourceScan.of(plan, program)) {
      builder.content(display(file.toString()), file);
    }
    return builder.build();
  }

  /** Names below the project's folder without it. */
  private String display(String name) {
    String base = plan.baseDirectory() + "/";
    return name.startsWith(base) ? name.substring(base.length()) : name;
  }
}
