// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.toromaven.appliance.ApplianceBuilder;
import org.toromaven.appliance.ApplianceRequest;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.compiler.CompilerException;
import org.toromaven.compiler.CompilerSearch;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.KernelSources;
import org.toromaven.compiler.LinkInput;
import org.toromaven.image.ImageFormat;

/** Makes appliances of programs, and finds the folders of this module. One for all tests. */
public final class Workshop {
  /** The folder of the test sources: {@code guest}, {@code corpus}, {@code native}. */
  static final Path TESTS = Path.of("src", "test").toAbsolutePath();

  private static final Path WORK = Path.of("target", "appliances").toAbsolutePath();
  private static final Workshop INSTANCE = open();

  private final FreePascal compiler;
  private final KernelSources kernel;

  private Workshop(FreePascal compiler, KernelSources kernel) {
    this.compiler = compiler;
    this.kernel = kernel;
  }

  /** The one of this run. */
  public static Workshop get() {
    return INSTANCE;
  }

  private static Workshop open() {
    try {
      return new Workshop(
          FreePascal.locate(CompilerSearch.ofEnvironment()),
          KernelSources.fromClassPath(Workshop.class.getClassLoader()));
    } catch (CompilerException | IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  FreePascal compiler() {
    return compiler;
  }

  KernelSources kernel() {
    return kernel;
  }

  /** An empty folder of that name for one test's files. */
  public static Path folder(String name) throws IOException {
    return Files.createDirectories(WORK.resolve(name));
  }

  /** Compiles and links a program; an error of either fails the test with all its messages. */
  public Path image(Path program, List<String> units, Path folder) throws Exception {
    return image(program, units, folder, List.of(), ImageFormat.ELF32_MULTIBOOT);
  }

  /** The same with more objects, in another format. */
  public Path image(
      Path program, List<String> units, Path folder, List<Path> objects, ImageFormat format)
      throws Exception {
    Path image = folder.resolve("Toro.elf");
    ApplianceRequest request =
        ApplianceRequest.of(compileRequest(program, units, folder), format, image);
    ApplianceBuilder.build(compiler, request.withObjects(objects));
    return image;
  }

  /** Where the installed run-time library has an object that every program is linked with. */
  Path runtimeObject(String name) throws Exception {
    Path folder = folder("runtime_object");
    Path program = Files.writeString(folder.resolve("nothing.pas"), "begin\nend.\n");
    CompiledProgram compiled =
        ApplianceBuilder.compile(compiler, compileRequest(program, List.of(), folder));
    return compiled.linkInputs().stream()
        .map(LinkInput::file)
        .filter(file -> file.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private CompileRequest compileRequest(Path program, List<String> units, Path folder) {
    return CompileRequest.builder(program, folder, kernel)
        .units(units)
        .cacheDirectory(WORK.resolve("cache"))
        .build();
  }
}
