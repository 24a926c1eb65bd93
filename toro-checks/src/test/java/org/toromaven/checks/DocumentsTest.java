// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the documents name is there: tests, benchmarks, programs of the kernel's tests, links. */
final class DocumentsTest {

  private static final String KERNEL_TESTS = "toro-kernel/src/test/";

  /** A decision may say what was there before it: "(LinkSpeedTest until now)". */
  private static final Pattern TEST_CLASS = Pattern.compile("\\b([A-Z]\\w*Test)\\b(?! until now)");

  private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/-])(bench/[a-z][a-z-]*)");
  private static final Pattern INVOKER = Pattern.compile("\\bsrc/it/([a-z-]+(?:, [a-z-]+)*)");
  private static final Pattern CORPUS = names("corpus");
  private static final Pattern GUEST = names("guest tests?");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");
  private static final Pattern LONG = Pattern.compile("@Tag\\(\"long\"\\)");
  private static final String WITH_UNDERSCORE = "\\w+_\\w+";

  @Test
  @DisplayName("Every test class that a document names is there")
  void testClasses() {
    Set<String> there =
        Repository.files("Test.java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    assertThat(missing(TEST_CLASS, there::contains)).isEmpty();
  }

  @Test
  @DisplayName("Every benchmark and every project of src/it that a document names is there")
  void scriptsAndProjects() {
    assertThat(missing(SCRIPT, DocumentsTest::exists)).isEmpty();
    assertThat(missing(INVOKER, name -> exists("src/it/" + name))).isEmpty();
  }

  @Test
  @DisplayName("Every program of the corpus and every guest test that a document names is there")
  void programsOfTheKernel() {
    assertThat(missing(CORPUS, name -> exists(KERNEL_TESTS + "corpus/" + name + ".pas"))).isEmpty();
    assertThat(missing(GUEST, name -> exists(KERNEL_TESTS + "guest/" + name))).isEmpty();
  }

  @Test
  @DisplayName("Every link between documents leads to a file")
  void links() {
    List<String> broken = new ArrayList<>();
    for (Path document : Repository.files(".md")) {
      for (String target : found(LINK, document)) {
        if (!Files.exists(document.resolveSibling(target))) {
          broken.add(Repository.name(document) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  @DisplayName("bench/README.md tells of every benchmark")
  void benchmarksAreTold() {
    Path told = Repository.ROOT.resolve("bench/README.md");
    Set<String> names = new TreeSet<>(found(SCRIPT, told));
    assertThat(names)
        .containsAll(
            Repository.files("").stream()
                .map(Repository::name)
                .filter(name -> name.matches("bench/[^/.]+"))
                .toList());
  }

  @Test
  @DisplayName("docs/HACKING.md tells of every test that has a long form")
  void longTestsAreTold() {
    Set<String> told = new TreeSet<>();
    for (String line : Repository.lines(Repository.ROOT.resolve("docs/HACKING.md"))) {
      Matcher row = Pattern.compile("^\\| (\\w+Test) \\|").matcher(line);
      if (row.find()) {
        told.add(row.group(1));
      }
    }
    Set<String> tagged =
        Repository.files("Test.java").stream()
            .filter(file -> !found(LONG, file).isEmpty())
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(told).isEqualTo(tagged);
  }

  /** Words behind {@code title}, each with an underscore, separated by commas. */
  private static Pattern names(String title) {
    String list = "(" + WITH_UNDERSCORE + "(?:, " + WITH_UNDERSCORE + ")*)";
    return Pattern.compile("\\b" + title + " " + list);
  }

  /** The names that documents use and for which {@code there} is false, with their document. */
  private static List<String> missing(Pattern pattern, Predicate<String> there) {
    List<String> missing = new ArrayList<>();
    int seen = 0;
    for (Path document : Repository.files(".md")) {
      for (String list : found(pattern, document)) {
        for (String name : list.split(", ", -1)) {
          seen++;
          if (!there.test(name)) {
            missing.add(Repository.name(document) + ": " + name);
          }
        }
      }
    }
    assertThat(seen).as("names that look like %s", pattern).isPositive();
    return missing;
  }

  /** What the pattern's first group (or all of it) matches in the lines of a file. */
  private static List<String> found(Pattern pattern, Path file) {
    List<String> found = new ArrayList<>();
    for (String line : Repository.lines(file)) {
      Matcher matcher = pattern.matcher(line);
      while (matcher.find()) {
        found.add(matcher.group(Math.min(1, matcher.groupCount())));
      }
    }
    return found;
  }

  private static boolean exists(String name) {
    return Files.exists(Repository.ROOT.resolve(name));
  }
}
