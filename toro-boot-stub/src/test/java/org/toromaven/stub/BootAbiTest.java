// SPDX-License-Identifier: Apache-2.0
package org.toromaven.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The boot ABI has one home, {@code docs/BOOT-ABI.md}; both languages must say the same. */
class BootAbiTest {
  private static final Path PAGE = Path.of("../docs/BOOT-ABI.md");
  private static final Path ASSEMBLY = Path.of("src/main/asm/x86_64/boot_abi.inc");
  private static final Path PASCAL =
      Path.of("../toro-kernel/src/main/pascal/core/toro.bootabi.pas");

  private static final Path EVENTS = Path.of("../toro-kernel/src/main/pascal/core/toro.events.pas");

  private static final Pattern SET = Pattern.compile("\\.set\\s+(\\w+), (\\S+)");
  private static final Pattern CONSTANT = Pattern.compile("(?m)^  (\\w+) = (\\$?\\w+);");
  private static final Pattern FIELD = Pattern.compile("(?m)^\\| (\\d+) \\| \\w+ \\| (\\w+) \\| ");

  @Test
  @DisplayName("every offset of BootInfo in the assembly is the page's")
  void offsets() throws IOException {
    Map<String, Long> assembly = numbers(SET, ASSEMBLY);
    Matcher field = FIELD.matcher(Files.readString(PAGE));
    int compared = 0;
    while (field.find()) {
      Long offset = assembly.get("BI_" + upperWithUnderscores(field.group(2)));
      if (offset != null) {
        assertThat(offset).as(field.group(2)).isEqualTo(Long.parseLong(field.group(1)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(11);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("shared")
  @DisplayName("constants are the same in the assembly and in Pascal")
  void constants(String assemblyName, String pascalName) throws IOException {
    assertThat(numbers(CONSTANT, PASCAL).get(pascalName))
        .isNotNull()
        .isEqualTo(numbers(SET, ASSEMBLY).get(assemblyName));
  }

  static Stream<Arguments> shared() {
    return Stream.of(
        Arguments.of("BOOT_INFO_MAGIC", "BootInfoMagic"),
        Arguments.of("BOOT_INFO_VERSION", "BootInfoVersion"),
        Arguments.of("PROTOCOL_MULTIBOOT", "ProtocolMultiboot"),
        Arguments.of("PROTOCOL_PVH", "ProtocolPvh"),
        Arguments.of("PROTOCOL_LINUX64", "ProtocolLinux64"),
        Arguments.of("PROTOCOL_DISK", "ProtocolDisk"),
        Arguments.of("MEMORY_RAM", "MemoryRam"),
        Arguments.of("CODE64_SELECTOR", "CodeSelector"),
        Arguments.of("DATA_SELECTOR", "DataSelector"),
        Arguments.of("COM1_DATA", "ConsolePort"));
  }

  @ParameterizedTest(name = "the page says {1}")
  @MethodSource("written")
  @DisplayName("ports and limits are those of the page")
  void pageValues(String assemblyName, String text) throws IOException {
    long value = numbers(SET, ASSEMBLY).get(assemblyName);
    assertThat(Files.readString(PAGE)).contains(text);
    assertThat(text).contains(text.contains("0x") ? hexadecimal(value) : Long.toString(value));
  }

  static Stream<Arguments> written() {
    return Stream.of(
        Arguments.of("BOOT_INFO_MAGIC", "`0x4F524F54` (\"TORO\")"),
        Arguments.of("COM1_DATA", "I/O port `0x3F8`"),
        Arguments.of("EVENT_PORT", "I/O port `0xE9`"),
        Arguments.of("MAX_MEMORY_RANGES", "at most 64"),
        Arguments.of("MAX_MODULES", "at most 16"),
        Arguments.of("BOOT_INFO_SIZE", "128 bytes"));
  }

  @Test
  @DisplayName("the letters of the marks are those of the page, and no mark is without one")
  void letters() throws IOException {
    Map<String, String> page = new HashMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(\\S)` \\| `(\\w+)` \\| ").matcher(Files.readString(PAGE));
    while (row.find()) {
      page.put(row.group(2), row.group(1));
    }
    Map<String, String> code = new HashMap<>();
    Matcher constant = Pattern.compile("  Mark(\\w+) = '(\\S)';").matcher(Files.readString(EVENTS));
    while (constant.find()) {
      code.put(constant.group(1).toLowerCase(Locale.ROOT), constant.group(2));
    }
    assertThat(Files.readString(ASSEMBLY)).contains("MARK_STUB, '" + page.get("stub") + "'");
    code.put("stub", page.get("stub"));
    assertThat(code).hasSize(8).isEqualTo(page);
  }

  private static String hexadecimal(long value) {
    return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
  }

  private static Map<String, Long> numbers(Pattern pattern, Path file) throws IOException {
    Map<String, Long> numbers = new HashMap<>();
    Matcher matcher = pattern.matcher(Files.readString(file));
    while (matcher.find()) {
      String text = matcher.group(2);
      if (text.matches("\\$\\w+|0x\\w+|\\d+")) {
        numbers.put(matcher.group(1), Long.decode(text.replace("$", "0x")));
      }
    }
    return numbers;
  }

  private static String upperWithUnderscores(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
