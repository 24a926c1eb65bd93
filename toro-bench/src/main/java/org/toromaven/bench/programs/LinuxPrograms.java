// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Compiles and runs programs on this machine: the judge of the appliances. */
final class LinuxPrograms {

  /** Where the sources of the helper lie; it is shared with the kernel's own tests. */
  private static final Path RUNNER_SOURCE =
      Path.of("toro-kernel/src/test/native/run_on_terminal.pas");

  private static final Duration COMPILER_TIMEOUT = Duration.ofMinutes(3);

  /** All of it; an appliance gets the same. */
  private static final Map<String, String> ENVIRONMENT = Map.of("LANG", "C.UTF-8");

  private final Path compiler;
  private final ComparePlan plan;
  private final Path runner;

  /** Compiles the helper that gives a program a terminal. */
  LinuxPrograms(Path compiler, ComparePlan plan) throws Exception {
    this.compiler = compiler;
    this.plan = plan;
    Path folder = Trees.empty(plan.output().resolve("runner"));
    this.runner =
        compile(RUNNER_SOURCE.toAbsolutePath(), List.of(), folder)
            .orElseThrow(() -> new IOException(RUNNER_SOURCE + " does not compile, see " + folder));
  }

  /**
   * Compiles a program for Linux, with the options that an appliance's program gets.
   *
   * @param folder an empty one
   * @return the executable; empty when there is none, with the compiler's words in {@code fpc.log}
   */
  Optional<Path> compile(Path program, List<String> options, Path folder) throws Exception {
    List<String> command = new ArrayList<>(List.of(compiler.toString(), "-gw2"));
    command.addAll(options);
    command.addAll(List.of("-Tlinux", "-XX", "-l-", "-vewn", "-B", "-FE" + folder, "-FU" + folder));
    plan.unitPath().forEach(path -> command.add("-Fu" + path));
    command.add(program.getFileName().toString());
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "SOURCE_DATE_EPOCH", "0");
    Path log = folder.resolve("fpc.log");
    OptionalInt exitCode =
        Commands.run(program.getParent(), command, environment, log, COMPILER_TIMEOUT);
    Path executable = folder.resolve(baseName(program));
    return exitCode.equals(OptionalInt.of(0)) && Files.isExecutable(executable)
        ? Optional.of(executable)
        : Optional.empty();
  }

  /** Why {@link #compile} gave no executable. */
  String reason(Path folder) throws IOException {
    try (Stream<String> lines =
        Files.readString(folder.resolve("fpc.log"), StandardCharsets.ISO_8859_1).lines()) {
      return lines
          .filter(line -> line.matches(".*(Error|Fatal): .*"))
          .findFirst()
          .map(line -> "does not compile on Linux: " + line)
          .orElse("a unit or a library");
    }
  }

  /**
   * Runs a program on a terminal of its own in an empty folder; its own path is written as an
   * appliance has it.
   *
   * @param folder where the run is kept
   * @return empty when it does not end in time
   */
  Optional<Observed> run(Path executable, Path folder) throws Exception {
    Path scratch = Trees.empty(folder).resolve("files");
    Files.createDirectories(scratch);
    Path console = folder.resolve("console");
    List<String> command =
        List.of(runner.toString(), console.toString(), "/dev/null", executable.toString());
    OptionalInt exitCode =
        Commands.run(
            scratch, command, ENVIRONMENT, folder.resolve("runner.log"), plan.linuxTimeout());
    if (exitCode.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Observed.of(Files.readAllBytes(console), exitCode.getAsInt())
            .replacing(executable.getParent() + "/", "/"));
  }

  private static String baseName(Path program) {
    String name = program.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
