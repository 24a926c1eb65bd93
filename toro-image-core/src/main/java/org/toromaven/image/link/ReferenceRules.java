// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which references of the kernel count only under a condition (boot ABI 3). A condition is the name
 * of a symbol, which holds when its section is in the image, {@code program:NAME}, which holds when
 * the program's own object refers to NAME, {@code elsewhere:NAME}, which holds when an object that
 * does not define NAME and is not the kernel's refers to it, {@code trap:BYTES}, which holds when
 * an instruction becomes a trap ({@link InstructionTraps}), or the number of a system call, which
 * holds when something in the image makes the call.
 *
 * @param makes the numbers of the calls that a function makes, by the function's name
 * @param callTables names of arrays of a call's number (2 bytes) and its handler's address: a
 *     handler counts when the call is made
 * @param onlyWith conditions by the name of what counts when one of them holds
 */
record ReferenceRules(
    Map<String, Set<String>> makes, Set<String> callTables, Map<String, Set<String>> onlyWith) {

  /** No rule: every reference counts. */
  static final ReferenceRules NONE = new ReferenceRules(Map.of(), Set.of(), Map.of());

  /** Keeps copies. */
  ReferenceRules {
    makes = Map.copyOf(makes);
    callTables = Set.copyOf(callTables);
    onlyWith = Map.copyOf(onlyWith);
  }

  /** Returns whether a condition is the number of a system call. */
  static boolean isCall(String condition) {
    return Character.isDigit(condition.charAt(0));
  }

  /** Takes one rule after the other. */
  static final class Builder {
    private final Map<String, Set<String>> makes = new LinkedHashMap<>();
    private final Set<String> callTables = new LinkedHashSet<>();
    private final Map<String, Set<String>> onlyWith = new LinkedHashMap<>();

    void makes(String function, Collection<String> numbers) {
      makes.computeIfAbsent(function, key -> new LinkedHashSet<>()).addAll(numbers);
    }

    void callTable(String name) {
      callTables.add(name);
    }

    void onlyWith(String condition, String name) {
      onlyWith.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(condition);
    }

    ReferenceRules build() {
      return new ReferenceRules(makes, callTables, onlyWith);
    }
  }
}
