// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.elf.SymbolEntry;

/** The same program linked by other linkers with {@code --gc-sections}: ours keeps no more. */
class OtherLinkersTest {

  private static final String PROGRAM =
      """
      program Compared;
      {$mode objfpc}
      uses SysUtils, Classes;
      var
        Lines: TStringList;
      begin
        Lines := TStringList.Create;
        try
          Lines.Add(Format('%d %s', [42, FloatToStr(1.5)]));
          WriteLn(Lines.Text);
        finally
          Lines.Free;
        end;
      end.
      """;

  @TempDir private Path folder;

  private List<Path> objects;

  @BeforeEach
  void compile() throws Exception {
    Files.writeString(folder.resolve("compared.pas"), PROGRAM);
    new OtherLinkers(folder).run("fpc", "-Cn", "-CX", "-XX", "compared.pas");
    objects = linkInputs();
  }

  private List<Path> linkInputs() throws IOException {
    List<Path> inputs = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(linkScript(), StandardCharsets.ISO_8859_1)) {
      inside = line.equals("INPUT(") || (inside && !line.equals(")"));
      if (inside && line.endsWith(".o")) {
        inputs.add(folder.resolve(line));
      }
    }
    return inputs;
  }

  private Path linkScript() throws IOException {
    try (var files = Files.newDirectoryStream(folder, "link*.res")) {
      return files.iterator().next();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ld.bfd", "ld.lld"})
  @DisplayName("The live functions are those of the other linker or fewer, the contents no larger")
  void keepsNoMore(String linker) throws Exception {
    OtherLinkers.assumeInstalled(linker);
    List<String> command =
        new ArrayList<>(
            List.of(linker, "--gc-sections", "-e", "_start", "-static", "-o", "theirs"));
    objects.forEach(object -> command.add(object.toString()));
    new OtherLinkers(folder).run(command.toArray(String[]::new));

    LinkedImage ours = link();

    assertThat(functions(ours)).isSubsetOf(functionsOf(folder.resolve("theirs")));
    assertThat(contentBytes(ours)).isLessThanOrEqualTo(allocatedBytes(folder.resolve("theirs")));
  }

  private LinkedImage link() throws Exception {
    List<InputFile> inputs =
        objects.stream().map(path -> new InputFile(path, Origin.PROGRAM)).toList();
    return Linker.link(
        new LinkRequest(
            inputs, List.of("_start"), Overrides.NONE, LinkRequest.IMAGE_BASE, Set.of()));
  }

  private static Set<String> functions(LinkedImage image) {
    Set<String> names = new TreeSet<>();
    for (PlacedSymbol symbol : image.symbols()) {
      if (symbol.type() == PlacedSymbol.Type.FUNCTION) {
        names.add(symbol.name());
      }
    }
    return names;
  }

  private static Set<String> functionsOf(Path file) throws Exception {
    Set<String> names = new TreeSet<>();
    for (SymbolEntry symbol : OtherLinkers.read(file).symbols()) {
      if (symbol.type() == SymbolEntry.STT_FUNC && symbol.isInSection()) {
        names.add(symbol.name());
      }
    }
    assertThat(names).hasSizeGreaterThan(100);
    return names;
  }

  private static long contentBytes(LinkedImage image) {
    return image.segments().stream().mapToLong(segment -> segment.contents().length()).sum();
  }

  private static long allocatedBytes(Path file) throws Exception {
    return OtherLinkers.read(file).sections().stream()
        .filter(section -> section.has(2) && !section.isNoBits())
        .mapToLong(section -> section.sizeBytes())
        .sum();
  }
}
