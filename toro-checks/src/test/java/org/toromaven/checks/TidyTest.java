// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a source file may hold: the "Files" and "Bans" rules of docs/STYLE.md. */
final class TidyTest {

  private static final int JAVA_LINES_MAX = 500;
  private static final int PASCAL_LINES_MAX = 700;
  private static final int JAVA_COLUMNS_MAX = 100;
  private static final int PASCAL_COLUMNS_MAX = 120;
  private static final int LICENSE_LINE_MAX = 5;

  /** Sample programs in every style there is: input for the kernel's tests, not code of ours. */
  private static final String CORPUS = "src/test/corpus/";

  /** Pattern to the sentence that says what to do instead. Built so that this file passes. */
  private static final Map<Pattern, String> BANNED_IN_JAVA = bannedInJava();

  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|not implem" + "ented|unimplem" + "ented)\\b");

  private static final Pattern MACHINE_OR_REGISTRY =
      Pattern.compile(
          "(^|[^A-Za-z0-9_.])/(wo"
              + "rk|fa"
              + "rm|w)/|repo1?\\.ma"
              + "ven|de"
              + "b\\.debian\\.org|reg"
              + "istry\\.npmjs");

  @Test
  @DisplayName("Java files are short enough to be one thing")
  void javaFilesAreShort() {
    assertThat(longerThan(JAVA_LINES_MAX, ".java")).isEmpty();
  }

  @Test
  @DisplayName("Pascal units are short enough to be one thing")
  void pascalUnitsAreShort() {
    assertThat(longerThan(PASCAL_LINES_MAX, ".pas")).isEmpty();
  }

  @Test
  @DisplayName("Lines fit (Java 100 columns, Pascal and assembly 120) and end without blanks")
  void linesFit() {
    List<String> offences = new ArrayList<>();
    for (Path file : Repository.files(".java", ".pas", ".S", ".inc")) {
      if (Repository.name(file).contains(CORPUS)) {
        continue;
      }
      eachLine(
          file,
          (number, line) -> {
            if (line.length() > columnsMax(file) && !line.startsWith("import ")) {
              offences.add(place(file, number) + line.length() + " columns");
            }
            if (line.endsWith(" ") || line.endsWith("\t")) {
              offences.add(place(file, number) + "ends with a blank");
            }
          });
    }
    assertThat(offences).isEmpty();
  }

  @Test
  @DisplayName("Every source file names its licence in its first lines")
  void sourcesNameTheirLicence() {
    List<String> offences =
        Repository.files(".java", ".pas", ".S", ".inc", ".sh").stream()
            .filter(file -> !namesLicence(file))
            .map(Repository::name)
            .collect(Collectors.toList());
    assertThat(offences).isEmpty();
  }

  @Test
  @DisplayName("Every Java package says what it is for")
  void packagesAreExplained() {
    List<String> offences =
        Repository.files(".java").stream()
            .filter(file -> Repository.name(file).contains("src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .map(Repository::name)
            .collect(Collectors.toList());
    assertThat(offences).isEmpty();
  }

  @Test
  @DisplayName("Nothing is left unfinished")
  void nothingIsUnfinished() {
    assertThat(matches(UNFINISHED, ".java", ".pas", ".S", ".sh")).isEmpty();
  }

  @Test
  @DisplayName("No path of one machine and no registry's address")
  void nothingNamesAMachine() {
    assertThat(
            matches(
                MACHINE_OR_REGISTRY,
                ".java",
                ".pas",
                ".S",
                ".sh",
                ".md",
                ".xml",
                ".json",
                ".properties",
                ".txt"))
        .isEmpty();
  }

  @Test
  @DisplayName("Banned calls have a replacement")
  void bannedCalls() {
    List<String> offences = new ArrayList<>();
    for (Path file : Repository.files(".java")) {
      if (!Repository.name(file).contains("src/main/java/")) {
        continue;
      }
      eachLine(
          file,
          (number, line) ->
              BANNED_IN_JAVA.forEach(
                  (pattern, instead) -> {
                    if (pattern.matcher(line).find()) {
                      offences.add(place(file, number) + instead);
                    }
                  }));
    }
    assertThat(offences).isEmpty();
  }

  private static Map<Pattern, String> bannedInJava() {
    Map<Pattern, String> banned = new LinkedHashMap<>();
    banned.put(Pattern.compile("\\bSystem\\.(out|err)\\b"), "banned: return the text or log it");
    banned.put(Pattern.compile("defaultCharset\\("), "banned: name the charset");
    banned.put(Pattern.compile("Thread\\.sleep\\("), "banned: wait for the event");
    banned.put(Pattern.compile("printStackTrace\\("), "banned: throw or log");
    banned.put(Pattern.compile("System\\.exit\\("), "banned: return or throw");
    return banned;
  }

  private static List<String> longerThan(int max, String ending) {
    return Repository.files(ending).stream()
        .filter(file -> Repository.lines(file).size() > max)
        .map(file -> Repository.name(file) + ": " + Repository.lines(file).size() + " lines")
        .collect(Collectors.toList());
  }

  private static int columnsMax(Path file) {
    boolean java = file.getFileName().toString().endsWith(".java");
    return java ? JAVA_COLUMNS_MAX : PASCAL_COLUMNS_MAX;
  }

  private static boolean namesLicence(Path file) {
    return Repository.lines(file).stream()
        .limit(LICENSE_LINE_MAX)
        .anyMatch(line -> line.contains("SPDX-License-Identifier: Apache-2.0"));
  }

  private static List<String> matches(Pattern pattern, String... endings) {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.files(endings)) {
      eachLine(
          file,
          (number, line) -> {
            if (pattern.matcher(line).find()) {
              found.add(place(file, number) + line.strip());
            }
          });
    }
    return found;
  }

  private static void eachLine(Path file, LineVisitor visitor) {
    int number = 0;
    for (String line : Repository.lines(file)) {
      number++;
      visitor.visit(number, line);
    }
  }

  private static String place(Path file, int number) {
    return Repository.name(file) + ":" + number + ": ";
  }

  /** Sees one line of a file; numbers start at 1. */
  private interface LineVisitor {
    void visit(int number, String line);
  }
}
