// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a unit of the kernel's own name space offers, another text of the kernel asks for: a unit, a
 * list that the linker reads, or a hosted or guest test.
 */
final class PascalReachTest {

  private static final String KERNEL = "toro-kernel/src/main/pascal/";
  private static final Pattern COMMENT = Pattern.compile("\\{[^}]*\\}|//[^\\n]*", Pattern.DOTALL);
  private static final Pattern ROUTINE =
      Pattern.compile("(?im)^(?:function|procedure)\\s+(\\w+)\\b");

  /** A routine under a symbol of its own is called by that name, from assembly or by the linker. */
  private static final Pattern ALIAS = Pattern.compile("(?i)\\[public|\\bexternal\\b");

  @Test
  @DisplayName("Nothing that a unit Toro.* offers is there for nobody")
  void everyRoutineIsUsed() {
    List<Unit> units = Repository.files(".pas", ".inc", ".txt").stream().map(Unit::of).toList();
    List<String> offences = new ArrayList<>();
    for (Unit unit : units) {
      for (String routine : unit.offers()) {
        boolean used =
            units.stream()
                    .anyMatch(
                        other -> !other.name.equals(unit.name) && other.words.contains(routine))
                || unit.names(routine);
        if (!used) {
          offences.add(unit.name + ": " + routine);
        }
      }
    }
    assertThat(offences).isEmpty();
  }

  private record Unit(String name, String text, Set<String> words) {

    static Unit of(Path file) {
      String text = String.join("\n", Repository.lines(file)).toLowerCase(Locale.ROOT);
      String code = COMMENT.matcher(text).replaceAll(" ");
      return new Unit(
          Repository.name(file), code, new HashSet<>(Arrays.asList(code.split("\\W+", -1))));
    }

    /** The routines of the interface of one of the kernel's own units. */
    List<String> offers() {
      List<String> offered = new ArrayList<>();
      boolean own = name.startsWith(KERNEL) && name.matches(".*/toro\\.[^/]*\\.pas");
      if (own) {
        String offer = text.substring(0, text.indexOf("\nimplementation"));
        Matcher routine = ROUTINE.matcher(offer);
        while (routine.find()) {
          offered.add(routine.group(1));
        }
      }
      return offered;
    }

    /** Whether the unit itself does more with a routine than say and define it. */
    boolean names(String routine) {
      for (String line : text.split("\n", -1)) {
        boolean says = line.matches(".*\\b" + routine + "\\b.*");
        if (says && (!ROUTINE.matcher(line).lookingAt() || ALIAS.matcher(line).find())) {
          return true;
        }
      }
      return false;
    }
  }
}
