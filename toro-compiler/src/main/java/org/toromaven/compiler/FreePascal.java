// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Free Pascal compiler on this machine: the module's façade.
 *
 * <p>{@link #locate} finds one, {@link #compile} turns a program into objects for the linker.
 */
public final class FreePascal {
  private final Path executable;
  private final String source;

  FreePascal(Path executable, String source) {
    this.executable = executable;
    this.source = source;
  }

  /**
   * Finds the compiler: what the configuration names, else the toolchain, {@code TORO_FPC}, {@code
   * PATH}. A source that names a file that is not there is an error, never a reason to look
   * further.
   *
   * @throws CompilerNotFoundException when there is none; the text says what to install
   */
  public static FreePascal locate(CompilerSearch search) throws CompilerNotFoundException {
    return CompilerLocator.locate(search);
  }

  /** The executable, absolute. */
  public Path executable() {
    return executable;
  }

  /**
   * What named the executable: {@code configuration}, {@code toolchain}, {@code TORO_FPC}, {@code
   * PATH}.
   */
  public String source() {
    return source;
  }

  /**
   * The compiler without its driver: {@code fpc} does no more than start the {@code ppcx64} beside
   * it, so that one is started directly when it is there.
   */
  Path compilerProper() {
    Path beside = executable.resolveSibling("ppcx64");
    boolean driver = executable.getFileName().toString().equals("fpc");
    return driver && Files.isExecutable(beside) ? beside : executable;
  }

  /**
   * Compiles a program and the kernel units it needs. A program with errors is a result that is not
   * {@code ok}, with the compiler's diagnostics.
   *
   * @throws ProgramException unknown kernel unit, or a need for the C library
   * @throws CompilerException the compiler failed in a way that is not the program's fault
   * @throws IOException the output folder or the cache cannot be used
   */
  public CompileResult compile(CompileRequest request)
      throws ProgramException, CompilerException, IOException {
    return new ProgramCompilation(this, request).run();
  }
}
