// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One compilation of a program: the steps behind {@link FreePascal#compile}. */
final class ProgramCompilation {
  /** Units that a program uses without naming them. */
  private static final String UNIT_LIST = "-Fa";

  private final FreePascal compiler;
  private final CompileRequest request;

  ProgramCompilation(FreePascal compiler, CompileRequest request) {
    this.compiler = compiler;
    this.request = request;
  }

  CompileResult run() throws ProgramException, CompilerException, IOException {
    if (!Files.isRegularFile(request.program())) {
      throw new ProgramException(request.program() + ": no such program");
    }
    List<String> added = request.kernel().catalog().resolve(request.units());
    CompiledKernel kernel = KernelCache.open(compiler, request);
    Files.createDirectories(request.outputDirectory());
    LinkScript.removeAll(request.outputDirectory());
    CompilerRun run =
        CompilerRun.of(
            compiler.compilerProper(),
            arguments(kernel, added),
            request.workingDirectory(),
            environment(),
            request.timeout());
    List<Diagnostic> diagnostics = DiagnosticParser.parse(run.output());
    if (run.exitCode() != 0) {
      return failure(run, diagnostics);
    }
    LinkScript script = LinkScript.read(request.outputDirectory(), request.workingDirectory());
    SharedLibraryCheck.check(script, request.program(), request.kernel().libraries());
    return success(kernel, added, script, diagnostics);
  }

  private CompileResult failure(CompilerRun run, List<Diagnostic> diagnostics)
      throws CompilerException {
    if (diagnostics.stream().noneMatch(diagnostic -> diagnostic.severity().isError())) {
      throw new CompilerException(
          compiler.executable()
              + ": failed without an error message (exit code "
              + run.exitCode()
              + ")"
              + run.tail());
    }
    UnitAdvice advice = new UnitAdvice(request.kernel().catalog());
    return CompileResult.failed(diagnostics.stream().map(advice::addTo).toList());
  }

  private CompileResult success(
      CompiledKernel kernel, List<String> added, LinkScript script, List<Diagnostic> diagnostics)
      throws IOException {
    List<LinkInput> inputs = new ArrayList<>();
    kernel.stubObjects().forEach(o -> inputs.add(new LinkInput(o, LinkInput.Origin.STUB)));
    for (Path file : script.files()) {
      boolean owned = kernel.owns(file);
      inputs.add(new LinkInput(file, owned ? LinkInput.Origin.KERNEL : LinkInput.Origin.PROGRAM));
    }
    return new CompileResult(
        true,
        diagnostics,
        inputs,
        request.kernel().overrides(),
        units(kernel, added, script),
        warnings(kernel, script));
  }

  private List<String> warnings(CompiledKernel kernel, LinkScript script) throws IOException {
    List<String> warnings = new ArrayList<>(SourceWarnings.of(request));
    Set<String> kernelUnits = caseless(request.kernel().unitNames());
    for (Path file : script.files()) {
      if (UnitNames.isUnit(file)
          && !kernel.owns(file)
          && kernelUnits.contains(UnitNames.stem(file))) {
        warnings.add(file + ": this unit hides the kernel's unit of the same name");
      }
    }
    return warnings;
  }

  private List<UnitUse> units(CompiledKernel kernel, List<String> added, LinkScript script)
      throws IOException {
    List<String> used = PascalSource.usedUnits(request.program());
    Set<String> byProgram = caseless(used);
    Set<String> byPom = caseless(added);
    List<String> known = new ArrayList<>(request.kernel().unitNames());
    known.addAll(used);
    UnitNames names = new UnitNames(known);
    List<UnitUse> units = new ArrayList<>();
    for (Path file : script.files()) {
      String name = names.of(file);
      if (UnitNames.isUnit(file) && !isGenerated(name)) {
        units.add(new UnitUse(name, origin(name, byProgram, byPom), kernel.owns(file)));
      }
    }
    return units;
  }

  private static boolean isGenerated(String name) {
    return name.equalsIgnoreCase(ChosenUnits.NAME) || name.equalsIgnoreCase(ProgramName.UNIT);
  }

  private static UnitUse.Origin origin(String name, Set<String> byProgram, Set<String> byPom) {
    if (byProgram.contains(name)) {
      return UnitUse.Origin.PROGRAM;
    }
    return byPom.contains(name) ? UnitUse.Origin.POM : UnitUse.Origin.DEPENDENCY;
  }

  private static Set<String> caseless(List<String> names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(names);
    return set;
  }

  /**
   * The user's options come first: of two that contradict each other the compiler takes the last.
   */
  private List<String> arguments(CompiledKernel kernel, List<String> added) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-gw2");
    request.options().stream().filter(option -> !isUnitList(option)).forEach(arguments::add);
    request.defines().forEach(define -> arguments.add("-d" + define));
    arguments.addAll(List.of("-Tlinux", "-Cn", "-XX", "-l-", "-vewnb"));
    // All of it every time: the compiler compares times of files only to the second, and not at all
    // the options that a unit was compiled with.
    arguments.add("-B");
    request.unitPath().forEach(folder -> arguments.add("-Fu" + folder));
    for (Path folder :
        SharedNames.foldersBeforeKernel(request.program(), request.unitPath(), kernel)) {
      arguments.add("-Fu" + folder);
    }
    arguments.add("-Fu" + kernel.units());
    arguments.add("-FU" + request.outputDirectory());
    arguments.add("-FE" + request.outputDirectory());
    List<String> extra = new ArrayList<>(request.kernel().roots());
    request.options().stream()
        .filter(ProgramCompilation::isUnitList)
        .forEach(option -> extra.add(option.substring(UNIT_LIST.length())));
    Path generated = request.outputDirectory().resolve("chosen");
    arguments.add("-Fu" + generated);
    ProgramName.write(request.program(), generated);
    extra.add(0, ProgramName.UNIT);
    if (!added.isEmpty()) {
      ChosenUnits.write(added, generated);
      extra.add(ChosenUnits.NAME);
    }
    arguments.add(UNIT_LIST + String.join(",", extra));
    arguments.add(request.workingDirectory().relativize(request.program()).toString());
    return arguments;
  }

  /** The compiler takes only the last of several lists. */
  private static boolean isUnitList(String option) {
    return option.startsWith(UNIT_LIST);
  }

  /** The date that {@code {$I %DATE%}} gives must not depend on the day of the build. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(request.environment());
    environment.putIfAbsent("SOURCE_DATE_EPOCH", "0");
    return environment;
  }
}
