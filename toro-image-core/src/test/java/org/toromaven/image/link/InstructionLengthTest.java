// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.toromaven.image.Corpus;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;

@DisplayName("Sizes of instructions")
class InstructionLengthTest {

  private static final int FWAIT = 0x9B;
  private static final String MORE = "00".repeat(16);

  @TempDir private Path folder;

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "C3, ret",
    "D9FE, fsin",
    "DB6D E0, fld tbyte [rbp-20h]",
    "DB2D 44332211, fld tbyte [rip+disp]",
    "48 B8 8877665544332211, mov rax to a number of 64 bits",
    "B8 44332211, mov eax",
    "66 B8 2211, mov ax",
    "66 81 C3 2211, add bx",
    "48 81 EC 44332211, sub rsp",
    "83 C0 01, add eax to a byte",
    "48 8B 04 25 44332211, mov from an absolute address",
    "64 48 8B 04 25 00000000, mov from fs:0",
    "48 8D 44 24 08, lea with SIB and a byte",
    "42 8B 84 88 44332211, mov with SIB and 32 bits",
    "8B 04 8D 44332211, mov with SIB without base",
    "F6 C1 01, test cl",
    "F6 D1, not cl",
    "F7 C1 44332211, test ecx",
    "48 F7 F1, div rcx",
    "C8 100000, enter",
    "C2 0800, ret and pop",
    "E8 D9FFFFFF, a call whose distance looks like fcos",
    "0F 84 44332211, je",
    "0F B6 C0, movzx",
    "F2 0F 10 45 F8, movsd",
    "66 0F 3A 0B C1 03, roundsd",
    "66 0F 38 00 C1, pshufb",
    "0F C2 C1 02, cmpps",
    "C5 FC 58 C1, vaddps",
    "C4 E3 7D 19 C1 01, vextractf128",
    "C4 E2 79 18 05 44332211, vbroadcastss",
    "C5 F8 77, vzeroupper",
    "F3 48 AB, rep stosq",
    "A1 8877665544332211, mov eax from a whole address",
    "0F 05, syscall",
    "CD 80, int",
    "66 0F 1F 84 00 00000000, a nop of nine bytes",
  })
  @DisplayName("are those of the manual")
  void known(String hex, String name) throws Exception {
    String digits = hex.replace(" ", "");
    ByteView code = ByteView.of("code", HexFormat.of().parseHex(digits + MORE));

    assertThat(InstructionLength.of(code, 0)).isEqualTo(digits.length() / 2);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "62 F1 7C 48 58 C1, EVEX",
    "06, push es",
    "EA, a far jump",
    "0F 04, nothing",
  })
  @DisplayName("are not guessed")
  void unknown(String hex, String name) throws Exception {
    ByteView code = ByteView.of("code", HexFormat.of().parseHex(hex.replace(" ", "") + MORE));

    assertThat(InstructionLength.of(code, 0)).isEqualTo(InstructionLength.UNKNOWN);
  }

  static List<Path> objects() throws Exception {
    return Corpus.objects();
  }

  @ParameterizedTest
  @MethodSource("objects")
  @DisplayName("are those that objdump finds in real objects")
  void asObjdump(Path file) throws Exception {
    OtherLinkers.assumeInstalled("objdump");
    List<List<Integer>> theirs = disassembled(file);
    ElfObject object = ElfObjectReader.read(ByteView.of("object", Files.readAllBytes(file)));
    List<SectionHeader> code =
        object.sections().stream()
            .filter(section -> section.has(SectionFlag.EXECINSTR) && section.sizeBytes() > 0)
            .toList();

    assertThat(theirs).hasSameSizeAs(code);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      ByteView contents = object.contents(code.get(i));
      List<Integer> ours = starts(contents);
      // What follows FWAIT is one instruction with it for objdump.
      for (List<Integer> starts : List.of(ours, theirs.get(i))) {
        starts.removeIf(offset -> offset > 0 && u1(contents, offset - 1) == FWAIT);
      }
      if (!ours.equals(theirs.get(i))) {
        differing.add(code.get(i).name() + "\n  " + ours + "\n  " + theirs.get(i));
      }
    }
    assertThat(differing).isEmpty();
  }

  private static int u1(ByteView code, int offset) {
    try {
      return code.u1(offset);
    } catch (ElfFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Where the instructions of each section of code begin. */
  private List<List<Integer>> disassembled(Path file) throws Exception {
    Pattern line = Pattern.compile("\\s*([0-9a-f]+):\t.*");
    List<List<Integer>> sections = new ArrayList<>();
    for (String text :
        new OtherLinkers(folder).run("objdump", "-dzw", file.toString()).lines().toList()) {
      Matcher instruction = line.matcher(text);
      if (text.startsWith("Disassembly of section")) {
        sections.add(new ArrayList<>());
      } else if (instruction.matches()) {
        sections.get(sections.size() - 1).add(Integer.parseInt(instruction.group(1), 16));
      }
    }
    return sections;
  }

  private static List<Integer> starts(ByteView code) throws Exception {
    List<Integer> starts = new ArrayList<>();
    int offset = 0;
    while (offset < code.length()) {
      int size = InstructionLength.of(code, offset);
      starts.add(offset);
      offset += size == InstructionLength.UNKNOWN ? code.length() : size;
    }
    return starts;
  }
}
