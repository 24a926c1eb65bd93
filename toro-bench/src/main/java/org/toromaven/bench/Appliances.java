// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.toromaven.appliance.ApplianceBuilder;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.compiler.CompilerSearch;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.KernelSources;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;

/** Makes the images that the benchmarks boot. Used by every benchmark; writes below one folder. */
final class Appliances {

  /** The kernel's override list, kept beside each image. */
  static final String OVERRIDES = "overrides.txt";

  private final Path folder;
  private final FreePascal compiler;
  private final KernelSources kernel;
  private final List<String> options;

  /** Images go below {@code folder}, which is made when it is not there. */
  Appliances(Path folder) throws Exception {
    this(folder, List.of());
  }

  /** The same with options of the compiler for every program. */
  Appliances(Path folder, List<String> options) throws Exception {
    this.options = List.copyOf(options);
    this.folder = Files.createDirectories(folder);
    this.compiler = FreePascal.locate(CompilerSearch.ofEnvironment());
    this.kernel = KernelSources.fromClassPath(Appliances.class.getClassLoader());
  }

  /** Compiles and links a program with these kernel units. */
  Path build(Path program, List<String> units) throws Exception {
    ImageRequest request = request(program, units);
    ImageBuilder.build(request);
    return request.outputs().get(ImageFormat.ELF32_MULTIBOOT);
  }

  /** Compiles a program with these kernel units; what to link. */
  ImageRequest request(Path program, List<String> units) throws Exception {
    Path output = Files.createDirectories(folder.resolve(baseName(program)));
    CompiledProgram compiled =
        ApplianceBuilder.compile(
            compiler,
            CompileRequest.builder(program, output, kernel).units(units).options(options).build());
    Files.write(output.resolve(OVERRIDES), compiled.overrides());
    return compiled
        .imageRequest()
        .output(ImageFormat.ELF32_MULTIBOOT, output.resolve("Toro.elf"))
        .build();
  }

  /** Assembles and links the floor guest: the least that can be booted and verified. */
  Path floor(Path source) throws Exception {
    Path object = folder.resolve("floor.o");
    Process as =
        new ProcessBuilder("as", "--64", source.toString(), "-o", object.toString())
            .inheritIO()
            .start();
    if (as.waitFor() != 0) {
      throw new IOException(source + ": as failed with status " + as.exitValue());
    }
    Path image = folder.resolve("floor.elf");
    ImageBuilder.build(
        ImageRequest.builder()
            .input(new InputFile(object, Origin.STUB))
            .output(ImageFormat.ELF32_MULTIBOOT, image)
            .build());
    return image;
  }

  private static String baseName(Path program) {
    String name = program.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
