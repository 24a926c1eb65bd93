// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Kernel units use units of their own folder and of the folders before it, never upwards. */
final class PascalLayersTest {

  /** Rank of each folder of the kernel's sources; equal ranks do not see each other. */
  private static final Map<String, Integer> LAYERS =
      Map.of(
          "core",
          0,
          "memory",
          1,
          "process",
          2,
          "devices",
          3,
          "filesystem",
          4,
          "network",
          4,
          "compat",
          5);

  private static final Pattern COMMENT_OR_STRING =
      Pattern.compile("\\{[^}]*\\}|\\(\\*.*?\\*\\)|//[^\\n]*|'[^'\\n]*'", Pattern.DOTALL);
  private static final Pattern USES =
      Pattern.compile("\\buses\\b([^;]*);", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A unit's name at the start of a uses clause or behind a comma. */
  private static final Pattern UNIT = Pattern.compile("(?:^|,)\\s*([A-Za-z_][\\w.]*)");

  @Test
  @DisplayName("core <- memory <- process <- devices <- {filesystem, network} <- compat")
  void unitsUseOnlyLowerLayers() {
    Map<String, String> folderOf = foldersOfUnits();
    assertThat(folderOf).containsKey("toro.kernel");
    List<String> offences = new ArrayList<>();
    for (Path file : units()) {
      String folder = folder(file);
      for (String used : uses(file)) {
        String other = folderOf.get(used);
        if (other != null && !other.equals(folder) && LAYERS.get(other) >= LAYERS.get(folder)) {
          offences.add(Repository.name(file) + " uses " + used + " of " + other);
        }
      }
    }
    assertThat(offences).isEmpty();
  }

  @Test
  @DisplayName("Unit files are lower case: the compiler finds them under any spelling")
  void unitFilesAreLowerCase() {
    List<String> offences =
        units().stream()
            .map(Repository::name)
            .filter(name -> !name.equals(name.toLowerCase(Locale.ROOT)))
            .toList();
    assertThat(offences).isEmpty();
  }

  private static List<Path> units() {
    return Repository.files(".pas").stream()
        .filter(file -> Repository.name(file).startsWith("toro-kernel/src/main/pascal/"))
        .toList();
  }

  private static Map<String, String> foldersOfUnits() {
    Map<String, String> folders = new LinkedHashMap<>();
    for (Path file : units()) {
      assertThat(LAYERS).as("layer of %s", Repository.name(file)).containsKey(folder(file));
      String name = file.getFileName().toString();
      folders.put(name.substring(0, name.length() - ".pas".length()), folder(file));
    }
    return folders;
  }

  private static String folder(Path file) {
    return Repository.ROOT
        .resolve("toro-kernel/src/main/pascal")
        .relativize(file)
        .getName(0)
        .toString();
  }

  private static List<String> uses(Path file) {
    String text = String.join("\n", Repository.lines(file));
    String code = COMMENT_OR_STRING.matcher(text).replaceAll(" ");
    List<String> names = new ArrayList<>();
    Matcher matcher = USES.matcher(code);
    while (matcher.find()) {
      Matcher unit = UNIT.matcher(matcher.group(1));
      while (unit.find()) {
        names.add(unit.group(1).toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
