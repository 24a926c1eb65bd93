// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to compile and how; made with {@link #builder}.
 *
 * @param program the source file that holds the {@code program}
 * @param outputDirectory where the program's objects go; emptied of stale link scripts only
 * @param kernel the kernel's sources and the boot stub
 * @param workingDirectory where the compiler runs; relative paths in options start here
 * @param units kernel units to add to what the program uses, any case
 * @param unitPath folders of further units of the program
 * @param options further options for the compiler; they never apply to the kernel
 * @param defines conditional symbols, {@code NAME} or {@code NAME:=value}
 * @param cacheDirectory where compiled kernels are kept
 * @param environment of the compiler
 * @param timeout after which the compiler is ended
 */
public record CompileRequest(
    Path program,
    Path outputDirectory,
    KernelSources kernel,
    Path workingDirectory,
    List<String> units,
    List<Path> unitPath,
    List<String> options,
    List<String> defines,
    Path cacheDirectory,
    Map<String, String> environment,
    Duration timeout) {

  /** Makes all paths absolute and takes copies of the lists. */
  public CompileRequest {
    program = program.toAbsolutePath().normalize();
    outputDirectory = outputDirectory.toAbsolutePath().normalize();
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
    cacheDirectory = cacheDirectory.toAbsolutePath().normalize();
    units = List.copyOf(units);
    unitPath = unitPath.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    options = List.copyOf(options);
    defines = List.copyOf(defines);
    environment = Map.copyOf(environment);
  }

  /** Starts a request from what every request has. */
  public static Builder builder(Path program, Path outputDirectory, KernelSources kernel) {
    return new Builder(program, outputDirectory, kernel);
  }

  /** Collects the parts of a {@link CompileRequest}; every part has a default that works. */
  public static final class Builder {
    private final Path program;
    private final Path outputDirectory;
    private final KernelSources kernel;
    private Path workingDirectory;
    private List<String> units = List.of();
    private List<Path> unitPath = List.of();
    private List<String> options = List.of();
    private List<String> defines = List.of();
    private Path cacheDirectory;
    private Map<String, String> environment = System.getenv();
    private Duration timeout = Duration.ofMinutes(5);

    private Builder(Path program, Path outputDirectory, KernelSources kernel) {
      this.program = program.toAbsolutePath();
      this.outputDirectory = outputDirectory;
      this.kernel = kernel;
      this.workingDirectory = this.program.getParent();
      this.cacheDirectory = KernelCache.defaultDirectory(System.getenv());
    }

    /** Where the compiler runs; default: the folder of the program. */
    public Builder workingDirectory(Path value) {
      workingDirectory = value;
      return this;
    }

    /** Kernel units to add; default: none. */
    public Builder units(List<String> value) {
      units = value;
      return this;
    }

    /** Folders of further units; default: none. */
    public Builder unitPath(List<Path> value) {
      unitPath = value;
      return this;
    }

    /** Options for the compiler; default: none. */
    public Builder options(List<String> value) {
      options = value;
      return this;
    }

    /** Conditional symbols; default: none. */
    public Builder defines(List<String> value) {
      defines = value;
      return this;
    }

    /** Where compiled kernels are kept; default: {@code $XDG_CACHE_HOME/toro-maven}. */
    public Builder cacheDirectory(Path value) {
      cacheDirectory = value;
      return this;
    }

    /** The compiler's environment; default: that of this process. */
    public Builder environment(Map<String, String> value) {
      environment = value;
      return this;
    }

    /** When to end a compiler that does not; default: five minutes. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** The request. */
    public CompileRequest build() {
      return new CompileRequest(
          program,
          outputDirectory,
          kernel,
          workingDirectory,
          units,
          unitPath,
          options,
          defines,
          cacheDirectory,
          environment,
          timeout);
    }
  }
}
