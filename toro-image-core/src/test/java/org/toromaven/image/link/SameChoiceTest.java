// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.TestLink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.SymbolEntry;

/** Where several definitions of a name meet, we choose what the other linkers choose. */
class SameChoiceTest {

  private static final String START =
      ".section .text.start,\"ax\"\n.globl start\nstart: .quad pick, more, again\n";

  /** Two objects that define {@code pick}; the first of its bytes says whose it is. */
  private static final List<List<String>> PAIRS =
      List.of(
          List.of(".weak pick\n.data\npick: .quad 1", ".globl pick\n.data\npick: .quad 2"),
          List.of(".globl pick\n.data\npick: .quad 1", ".weak pick\n.data\npick: .quad 2"),
          List.of(".weak pick\n.data\npick: .quad 1", ".weak pick\n.data\npick: .quad 2"),
          List.of(".comm pick, 8, 8", ".globl pick\n.data\npick: .quad 2"),
          List.of(".globl pick\n.data\npick: .quad 1", ".comm pick, 8, 8"),
          List.of(".comm pick, 8, 8", ".weak pick\n.data\npick: .quad 2"),
          List.of(".weak pick\n.data\npick: .quad 1", ".comm pick, 8, 8"),
          List.of(comdat(1), comdat(2)));

  @TempDir private Path folder;

  private OtherLinkers others;

  private static String comdat(int value) {
    return ".section .data.pick,\"awG\",@progbits,pick,comdat\n.weak pick\npick: .quad " + value;
  }

  @BeforeEach
  void prepare() {
    others = new OtherLinkers(folder);
  }

  static Stream<Arguments> pairs() {
    return Stream.of("ld.bfd", "ld.lld")
        .flatMap(linker -> PAIRS.stream().map(pair -> Arguments.of(linker, pair)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  @DisplayName("Weak, global and common definitions and COMDAT groups in either order")
  void definition(String linker, List<String> pair) throws Exception {
    List<Path> objects = new ArrayList<>();
    objects.add(others.assemble("start", START + ".weak more, again\n"));
    objects.add(others.assemble("a", pair.get(0) + "\n"));
    objects.add(others.assemble("b", pair.get(1) + "\n"));
    List<String> names = objects.stream().map(Path::toString).toList();

    LinkedImage ours = OtherLinkers.ours(objects.toArray(Path[]::new));
    others.link(linker, names);

    assertThat(ownValue(ours)).isEqualTo(theirValue(folder.resolve("theirs")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ld.bfd", "ld.lld"})
  @DisplayName("The largest of common blocks is taken")
  void commonSize(String linker) throws Exception {
    Path start = others.assemble("start", START + ".weak more, again\n.comm pick, 8, 8\n");
    Path large = others.assemble("large", ".comm pick, 24, 16\n");

    LinkedImage ours = OtherLinkers.ours(start, large);
    ElfObject theirs = others.link(linker, List.of(start.toString(), large.toString()));

    long size =
        theirs.symbols().stream()
            .filter(symbol -> symbol.name().equals("pick"))
            .mapToLong(SymbolEntry::sizeBytes)
            .findFirst()
            .orElseThrow();
    assertThat(ours.symbols())
        .filteredOn(symbol -> symbol.name().equals("pick"))
        .extracting(PlacedSymbol::sizeBytes)
        .containsExactly(size);
    assertThat(ours.address("pick").getAsLong() % 16).isZero();
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName(
      "Archives that need each other pull the members that --start-group pulls, thin or not")
  void group(String linker, String options) throws Exception {
    Path start = others.assemble("start", START);
    String more = ".globl more\n.data\nmore: .quad again\n";
    String again = ".globl again\n.data\nagain: .quad pick\n";
    Path first = archive(options, "first", more, ".globl pick\n.data\npick: .quad 3\n");
    Path second = archive(options, "second", again, ".globl unused\n.data\nunused: .quad 1\n");

    LinkedImage ours = OtherLinkers.ours(start, first, second);
    ElfObject theirs =
        others.link(
            linker,
            List.of(
                start.toString(),
                "--start-group",
                first.toString(),
                second.toString(),
                "--end-group"));

    assertThat(ownNames(ours)).isEqualTo(theirNames(theirs)).doesNotContain("unused");
    assertThat(ownValue(ours)).isEqualTo(3);
  }

  static Stream<Arguments> archives() {
    return Stream.of("ld.bfd", "ld.lld")
        .flatMap(linker -> Stream.of("rcs", "rcsT").map(option -> Arguments.of(linker, option)));
  }

  private Path archive(String options, String name, String... members) throws Exception {
    List<String> command = new ArrayList<>(List.of("ar", options, name + ".a"));
    for (int i = 0; i < members.length; i++) {
      Path member = others.assemble(name + i, members[i]);
      command.add(member.getFileName().toString());
    }
    others.run(command.toArray(String[]::new));
    return folder.resolve(name + ".a");
  }

  private static Set<String> ownNames(LinkedImage image) {
    Set<String> names = new TreeSet<>();
    image.symbols().stream()
        .filter(symbol -> !symbol.object().isEmpty())
        .forEach(symbol -> names.add(symbol.name()));
    return names;
  }

  private static Set<String> theirNames(ElfObject executable) {
    Set<String> names = new TreeSet<>();
    for (SymbolEntry symbol : executable.symbols()) {
      boolean own = !symbol.name().startsWith("_") && symbol.isInSection();
      if (own && symbol.type() == SymbolEntry.STT_NOTYPE) {
        names.add(symbol.name());
      }
    }
    return names;
  }

  /** The value of {@code pick}; 0 in a block of zeros that the file does not hold. */
  private static long ownValue(LinkedImage image) throws Exception {
    long address = image.address("pick").orElseThrow();
    boolean zeros =
        image.output(OutputKind.BSS).filter(bss -> bss.address() <= address).isPresent();
    return zeros ? 0 : TestLink.at(image, "pick").u1(0);
  }

  private static long theirValue(Path executable) throws Exception {
    ByteView file = ByteView.of(executable.toString(), Files.readAllBytes(executable));
    ElfObject elf = OtherLinkers.read(executable);
    for (SymbolEntry symbol : elf.symbols()) {
      if (symbol.name().equals("pick")) {
        long header = file.u8(40) + 64L * symbol.sectionIndex();
        ByteView contents = elf.contents(elf.sections().get(symbol.sectionIndex()));
        return contents.length() == 0 ? 0 : contents.u1(symbol.value() - file.u8(header + 16));
      }
    }
    throw new AssertionError("no symbol pick");
  }
}
