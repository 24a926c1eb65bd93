// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Turns the names that Free Pascal gives symbols into those of the source:
 *
 * <pre>
 *   UNIT_$$_PROC$ARG$$RESULT                Unit.Proc
 *   UNIT$_$TCLASS_$__$$_METHOD$ARG          Unit.Tclass.Method
 *   UNIT$_$OUTER$ARG_$$_INNER               Unit.Outer.Inner
 *   P$PROGRAM_$$_PROC                       Program.Proc
 *   U_$UNIT_$$_VARIABLE, TC_$UNIT_$$_CONST  Unit.Variable, Unit.Const
 *   INIT$_$UNIT, FINALIZE$_$UNIT            Unit.initialization, Unit.finalization
 * </pre>
 *
 * The compiler writes identifiers in capitals; {@link #words} gives them one capital.
 */
final class PascalName {

  private static final String PROGRAM = "P$";
  private static final String VARIABLE = "U_$";
  private static final String TYPED_CONSTANT = "TC_$";
  private static final String MEMBER = "_$$_";
  private static final String CONTAINER = "$_$";
  private static final String CLASS = "_$_";

  private PascalName() {}

  /** Returns whether a name has the form of a procedure of a unit. */
  static boolean isMangled(String symbol) {
    return symbol.contains(MEMBER) || symbol.startsWith("INIT$_$");
  }

  /**
   * Returns the name as the source would write it; other names stay as they are.
   *
   * @param symbol the symbol's name
   * @param spelling how to spell an identifier that is in capitals
   */
  static String readable(String symbol, UnaryOperator<String> spelling) {
    String name = withoutPrefix(withoutPrefix(symbol, VARIABLE), TYPED_CONSTANT);
    name = withoutPrefix(name, PROGRAM);
    if (name.startsWith("INIT$_$")) {
      return String.join(".", spelled(afterPrefix(name, "INIT$_$"), spelling)) + ".initialization";
    }
    if (name.startsWith("FINALIZE$_$")) {
      return String.join(".", spelled(afterPrefix(name, "FINALIZE$_$"), spelling))
          + ".finalization";
    }
    int member = name.lastIndexOf(MEMBER);
    if (member <= 0) {
      return symbol;
    }
    List<String> parts = new ArrayList<>();
    for (String container : split(name.substring(0, member), CONTAINER)) {
      for (String part : split(container, CLASS)) {
        parts.addAll(spelled(withoutArguments(part), spelling));
      }
    }
    parts.addAll(spelled(withoutArguments(name.substring(member + MEMBER.length())), spelling));
    parts.removeIf(String::isEmpty);
    return String.join(".", parts);
  }

  /** Spells a name; that of a unit may have dots. */
  private static List<String> spelled(String name, UnaryOperator<String> spelling) {
    return split(name, ".").stream().map(spelling).toList();
  }

  private static String afterPrefix(String name, String prefix) {
    return withoutPrefix(name.substring(prefix.length()), PROGRAM);
  }

  private static String withoutPrefix(String name, String prefix) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int next = text.indexOf(separator);
    while (next >= 0) {
      parts.add(text.substring(start, next));
      start = next + separator.length();
      next = text.indexOf(separator, start);
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** Cuts what follows the name: argument types, the result type, a checksum of a long name. */
  private static String withoutArguments(String name) {
    int cut = name.indexOf('$', 1);
    String own = cut < 0 ? name : name.substring(0, cut);
    return own.startsWith("$") ? own.substring(1) : strip(own);
  }

  private static String strip(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) == '_') {
      end--;
    }
    return name.substring(0, end);
  }

  /** Gives a name in capitals one capital; leaves others. */
  static String words(String name) {
    boolean capitals = name.equals(name.toUpperCase(Locale.ROOT));
    return name.length() < 2 || !capitals
        ? name
        : name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
