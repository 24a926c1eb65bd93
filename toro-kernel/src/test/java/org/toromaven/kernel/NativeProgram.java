// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Compiles and runs programs on this machine: the judge that an appliance is compared with. */
final class NativeProgram {
  private static final int TIMEOUT_SECONDS = 60;

  private NativeProgram() {}

  /** Compiles a program for Linux, with the options an appliance's program gets. */
  static Path build(Path program, Path folder) throws Exception {
    Path fpc = Workshop.get().compiler().executable();
    Path output = Files.createDirectories(folder.resolve("native"));
    List<String> command =
        List.of(
            fpc.toString(),
            "-l-",
            "-v0",
            "-gw2",
            "-XX",
            "-FE" + output,
            "-FU" + output,
            program.getFileName().toString());
    String name = program.getFileName().toString().replaceFirst("\\.pas$", "");
    int exitCode = execute(program.getParent(), command, output.resolve("fpc.log"), List.of());
    if (exitCode != 0) {
      throw new AssertionError(
          program + " does not compile natively\n" + Files.readString(output.resolve("fpc.log")));
    }
    return output.resolve(name);
  }

  /**
   * Runs a program on a terminal of its own, in a folder of its own; what it wrote has its own path
   * as an appliance would.
   */
  static ProgramRun run(Path executable, Path input, ProgramSettings settings) throws Exception {
    Path output = executable.resolveSibling("console");
    List<String> command =
        new ArrayList<>(
            List.of(
                runner().toString(), output.toString(), input.toString(), executable.toString()));
    command.addAll(settings.arguments());
    Path log = executable.resolveSibling("runner.log");
    Path folder = Files.createDirectories(executable.resolveSibling("files"));
    int exitCode = execute(folder, command, log, settings.environment());
    if (Files.size(log) > 0) {
      throw new AssertionError(Files.readString(log));
    }
    return ProgramRun.of(Files.readAllBytes(output), exitCode)
        .replacing(executable.getParent() + "/", "/");
  }

  /** The program that gives another one a terminal; compiled once. */
  private static synchronized Path runner() throws Exception {
    Path folder = Workshop.folder("runner");
    Path program = folder.resolve("native").resolve("run_on_terminal");
    Path source = Workshop.TESTS.resolve("native").resolve("run_on_terminal.pas");
    boolean current =
        Files.exists(program)
            && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0;
    return current ? program : build(source, folder);
  }

  /** Nothing of this machine's but the way to the tools, and an appliance's locale. */
  private static void setEnvironment(Map<String, String> environment) {
    environment.keySet().retainAll(Set.of("PATH"));
    environment.put("LANG", "C.UTF-8");
  }

  private static int execute(Path folder, List<String> command, Path log, List<String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .directory(folder.toFile());
    setEnvironment(builder.environment());
    for (String word : environment) {
      int equals = word.indexOf('=');
      builder.environment().put(word.substring(0, equals), word.substring(equals + 1));
    }
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(
          command + " did not end; output:\n" + Files.readString(log, StandardCharsets.ISO_8859_1));
    }
    return process.exitValue();
  }
}
