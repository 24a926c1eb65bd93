// SPDX-License-Identifier: Apache-2.0
package org.toromaven.appliance;

import java.io.IOException;
import java.nio.file.Path;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.compiler.CompilerException;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.ProgramException;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.LinkException;

/**
 * Makes appliances: the module's façade. {@link #build} goes the whole way; who keeps what the
 * compiler made from one build to the next takes {@link #compile} and {@link
 * CompiledProgram#imageRequest} by themselves.
 */
public final class ApplianceBuilder {
  private ApplianceBuilder() {}

  /**
   * Compiles a program and links its image.
   *
   * @throws ProgramException the program has errors, or needs what there is not
   * @throws CompilerException the compiler failed in a way that is not the program's fault
   * @throws ElfFormatException a file is no object, or a damaged one
   * @throws LinkException the objects do not fit together
   * @throws IOException a file cannot be read or written
   */
  public static ApplianceResult build(FreePascal compiler, ApplianceRequest request)
      throws ProgramException, CompilerException, ElfFormatException, LinkException, IOException {
    CompiledProgram program = compile(compiler, request.program());
    for (Path object : request.objects()) {
      program = program.with(object);
    }
    ImageRequest.Builder image = program.imageRequest();
    request.images().forEach(image::output);
    return new ApplianceResult(program, ImageBuilder.build(image.build()));
  }

  /**
   * Compiles a program.
   *
   * @throws ProgramException the program has errors, or needs what there is not
   * @throws CompilerException the compiler failed in a way that is not the program's fault
   * @throws IOException the output folder or the cache cannot be used
   */
  public static CompiledProgram compile(FreePascal compiler, CompileRequest request)
      throws ProgramException, CompilerException, IOException {
    return CompiledProgram.of(request.program(), compiler.compile(request));
  }
}
