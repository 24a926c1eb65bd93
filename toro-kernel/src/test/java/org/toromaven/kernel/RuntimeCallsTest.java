// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.RelocationEntry;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SymbolEntry;

/** The {@code makes} rules of overrides.txt against the code of the installed run-time library. */
final class RuntimeCallsTest {

  private static final String MAKES = "makes ";
  private static final String GATE = "FPC_SYSCALL";
  private static final int MOV_EDI = 0xBF;
  private static final int XOR_EDI_EDI = 0xFF31;
  // How far before its call a function may load the number.
  private static final int REACH_BYTES = 64;
  private static final int HIGHEST_NUMBER = 335;
  // These hold a `syscall` instruction of their own and no reference to the gate.
  private static final Set<String> WITH_INSTRUCTION =
      Set.of(
          MAKES + "SYSTEM_$$_LINUX_RESTORE 15", MAKES + "SI_PRC_$$__FPC_PROC_HALTPROC$LONGINT 231");

  @Test
  @DisplayName("The list has each function that makes calls, with its numbers, and no other")
  void listIsThatOfTheLibrary() throws Exception {
    Set<String> listed = new TreeSet<>();
    for (String line : Workshop.get().kernel().overrides()) {
      if (line.startsWith(MAKES)) {
        listed.add(line);
      }
    }
    Set<String> made = new TreeSet<>(WITH_INSTRUCTION);
    for (Path object : objectsThatCall()) {
      addMakers(ByteView.of(object.toString(), Files.readAllBytes(object)), made);
    }

    assertThat(listed).isEqualTo(made);
  }

  /** All objects of the installed units that name the gate. */
  private static List<Path> objectsThatCall() throws Exception {
    Path system = Workshop.get().runtimeObject("system.o");
    List<Path> objects = new ArrayList<>();
    try (Stream<Path> files = Files.walk(system.getParent().getParent())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".o")).toList()) {
        if (namesGate(file)) {
          objects.add(file);
        }
      }
    }
    assertThat(objects).contains(system);
    return objects;
  }

  private static boolean namesGate(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(GATE);
  }

  private static void addMakers(ByteView file, Set<String> makers) throws ElfFormatException {
    ElfObject object = ElfObjectReader.read(file);
    for (SectionHeader section : object.sections()) {
      if (section.has(SectionFlag.EXECINSTR)) {
        Set<Integer> numbers = new TreeSet<>();
        for (RelocationEntry relocation : object.relocations(section)) {
          if (object.symbols().get(relocation.symbolIndex()).name().startsWith(GATE)) {
            numbers.add(numberBefore(object.contents(section), (int) relocation.offset()));
          }
        }
        if (!numbers.isEmpty()) {
          makers.add(MAKES + functionName(object, section) + ' ' + joined(numbers));
        }
      }
    }
  }

  /** The constant that is put into edi, the first argument, last before a call. */
  private static int numberBefore(ByteView code, int call) throws ElfFormatException {
    for (int at = call - 2; at >= Math.max(0, call - REACH_BYTES); at--) {
      if (code.u2(at) == XOR_EDI_EDI) {
        return 0;
      }
      if (code.u1(at) == MOV_EDI && at + 5 < call && code.u4(at + 1) <= HIGHEST_NUMBER) {
        return (int) code.u4(at + 1);
      }
    }
    throw new AssertionError("no number before the call at " + call + " of " + code.source());
  }

  private static String functionName(ElfObject object, SectionHeader section) {
    return object.symbols().stream()
        .filter(symbol -> symbol.sectionIndex() == section.index())
        .map(SymbolEntry::name)
        .filter(name -> name.contains("_$$_"))
        .findFirst()
        .orElseThrow();
  }

  private static String joined(Set<Integer> numbers) {
    return String.join(
        " ", Arrays.asList(numbers.stream().map(String::valueOf).toArray(String[]::new)));
  }
}
