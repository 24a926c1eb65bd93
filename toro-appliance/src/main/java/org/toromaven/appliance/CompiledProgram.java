// SPDX-License-Identifier: Apache-2.0
package org.toromaven.appliance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.toromaven.compiler.CompileResult;
import org.toromaven.compiler.LinkInput;
import org.toromaven.compiler.ProgramException;
import org.toromaven.compiler.UnitUse;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/**
 * A program between compiler and linker. It holds no more than what a later link needs, so that it
 * can be kept when nothing has to be compiled again.
 *
 * @param program the program's source file
 * @param linkInputs what to link, in order
 * @param overrides the lines of the kernel's override list (BOOT-ABI 3)
 * @param units what is in the program, and what brought it in
 */
public record CompiledProgram(
    Path program, List<LinkInput> linkInputs, List<String> overrides, List<UnitUse> units) {

  /** The name by which messages about the override list call it. */
  private static final String OVERRIDES = "overrides.txt";

  /** Takes copies of the lists. */
  public CompiledProgram {
    linkInputs = List.copyOf(linkInputs);
    overrides = List.copyOf(overrides);
    units = List.copyOf(units);
  }

  /**
   * What the compiler made of a program.
   *
   * @throws ProgramException the program has errors; the text has all of them, one a line
   */
  public static CompiledProgram of(Path program, CompileResult result) throws ProgramException {
    if (!result.ok()) {
      throw new ProgramException(
          result.diagnostics().stream()
              .map(Object::toString)
              .collect(Collectors.joining("\n", program + " does not compile:\n", "")));
    }
    return new CompiledProgram(program, result.linkInputs(), result.overrides(), result.units());
  }

  /** The same program with one more object, linked after all others. */
  public CompiledProgram with(Path object) {
    List<LinkInput> inputs = new ArrayList<>(linkInputs);
    inputs.add(new LinkInput(object, LinkInput.Origin.PROGRAM));
    return new CompiledProgram(program, inputs, overrides, units);
  }

  /** Whether every object is still where it was. */
  public boolean isComplete() {
    return linkInputs.stream().allMatch(input -> Files.isRegularFile(input.file()));
  }

  /** A request to link the program; the caller adds what is to be written. */
  public ImageRequest.Builder imageRequest() {
    return ImageRequest.builder()
        .inputs(linkInputs.stream().map(CompiledProgram::inputFile).toList())
        .overrides(Overrides.parse(OVERRIDES, String.join("\n", overrides)));
  }

  private static InputFile inputFile(LinkInput input) {
    return new InputFile(input.file(), origin(input.origin()));
  }

  private static Origin origin(LinkInput.Origin origin) {
    return switch (origin) {
      case STUB -> Origin.STUB;
      case KERNEL -> Origin.KERNEL;
      case PROGRAM -> Origin.PROGRAM;
    };
  }
}
