// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.ImageResult;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.StubObject;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;

/** Addresses of a real object of the compiler, compiled with DWARF and linked here. */
class SymbolizerTest {

  private static final String OUTER = "P$PLACES_$$_OUTER$LONGINT$$LONGINT";
  private static final String INNER = "P$PLACES$_$OUTER$LONGINT$$LONGINT_$$_INNER";
  private static final String MOVE = "P$PLACES$_$TPOINT_$__$$_MOVE$LONGINT";

  @TempDir private Path folder;

  private Path resources;
  private Path debugFile;
  private ImageResult image;

  @BeforeEach
  void link() throws Exception {
    resources = Path.of(SymbolizerTest.class.getResource("/elf").toURI());
    debugFile = folder.resolve("Toro.debug");
    ObjectFiles caller =
        ObjectFiles.object()
            .data(".fpc", new int[8])
            .undefined(OUTER)
            .relocate(1, 0, R_X86_64_64, OUTER, 0);
    image =
        ImageBuilder.build(
            ImageRequest.builder()
                .input(input("stub.o", StubObject.make(), Origin.STUB))
                .input(input("caller.o", caller, Origin.KERNEL))
                .input(
                    new InputFile(resources.resolve("fpc-3.2.2-x86_64-places.o"), Origin.PROGRAM))
                .output(ImageFormat.ELF32_MULTIBOOT, folder.resolve("Toro.elf"))
                .debugFile(debugFile)
                .build());
  }

  private InputFile input(String name, ObjectFiles object, Origin origin) throws Exception {
    return new InputFile(object.write(folder.resolve(name)), origin);
  }

  private String describe(List<Path> sources, String symbol, long offset) throws Exception {
    long address = image.address(symbol).getAsLong() + offset;
    return Symbolizer.read(debugFile, sources).describe(address).orElseThrow().toString();
  }

  @Test
  @DisplayName("A procedure, a nested one and a method have unit, name, file and line")
  void places() throws Exception {
    String file = "fpc-3.2.2-x86_64-places.pas";

    assertThat(describe(List.of(), OUTER, 0)).isEqualTo("Places.Outer (" + file + ":27)");
    assertThat(describe(List.of(), INNER, 0)).isEqualTo("Places.Outer.Inner (" + file + ":21)");
    assertThat(describe(List.of(), MOVE, 0)).isEqualTo("Places.Tpoint.Move (" + file + ":14)");
  }

  @Test
  @DisplayName("The sources give names their own spelling")
  void spelling() throws Exception {
    assertThat(describe(List.of(resources), MOVE, 0)).startsWith("Places.TPoint.Move (");
  }

  @Test
  @DisplayName("Code without lines has its symbol's name")
  void assembly() throws Exception {
    assertThat(describe(List.of(), "toro_multiboot_entry", 0)).isEqualTo("toro_multiboot_entry");
  }

  @Test
  @DisplayName("An address outside of all code is no place")
  void nowhere() throws Exception {
    Symbolizer symbolizer = Symbolizer.read(debugFile, List.of());

    assertThat(symbolizer.describe(0)).isEmpty();
    assertThat(symbolizer.describe(0x100000)).isEmpty();
    assertThat(symbolizer.describe(image.address("__toro_image_end").getAsLong())).isEmpty();
  }

  @Test
  @DisplayName("A return address is described by the call before it")
  void returnAddress() throws Exception {
    Symbolizer symbolizer = Symbolizer.read(debugFile, List.of());
    long outer = image.address(OUTER).getAsLong();

    assertThat(symbolizer.describeReturn(outer + 1).map(CodePlace::procedure))
        .contains("Places.Outer");
    assertThat(symbolizer.describeReturn(outer).map(CodePlace::procedure))
        .isNotEqualTo(symbolizer.describe(outer).map(CodePlace::procedure));
  }
}
