// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.util.Random;

/**
 * Writes Pascal programs of arithmetic, strings, arrays and exceptions; the same seed, the same.
 */
final class PascalGenerator {
  private static final int STATEMENTS = 40;
  private static final int MAX_DEPTH = 4;

  private final Random random;

  PascalGenerator(long seed) {
    random = new Random(seed);
  }

  /** The text of a program of that name. */
  String program(String name) {
    StringBuilder text = new StringBuilder();
    text.append("program ")
        .append(name)
        .append(";\n{$mode objfpc}{$H+}\nuses\n  SysUtils;\nvar\n")
        .append("  I, J: LongInt;\n  Q: Int64;\n  D: Double;\n  S: string;\n")
        .append("  A: array[0..15] of Int64;\nbegin\n")
        .append("  I := 3; J := 5; Q := 7; D := 1.5; S := 'seed';\n")
        .append("  for I := 0 to 15 do A[I] := I * 1000003;\n  I := 3;\n");
    for (int n = 0; n < STATEMENTS; n++) {
      text.append("  ").append(statement()).append('\n');
      text.append("  WriteLn(I, ' ', J, ' ', Q, ' ', D:0:6, ' ', S);\n");
    }
    return text.append("end.\n").toString();
  }

  private String statement() {
    return switch (random.nextInt(7)) {
      case 0 -> "I := LongInt(" + integer(0) + ");";
      case 1 -> "Q := " + integer(0) + ";";
      case 2 -> "D := " + real(0) + ";";
      case 3 -> "S := Copy(" + string() + ", 1, 40);";
      case 4 -> "for J := 0 to " + random.nextInt(16) + " do A[J] := A[J] xor " + integer(2) + ";";
      case 5 -> "try Q := " + integer(1) + " div (I mod 2) except on E: EDivByZero do Inc(J) end;";
      default -> "if " + integer(2) + " > " + integer(2) + " then Inc(I) else Dec(Q, 17);";
    };
  }

  private String integer(int depth) {
    if (depth >= MAX_DEPTH) {
      return switch (random.nextInt(5)) {
        case 0 -> "I";
        case 1 -> "J";
        case 2 -> "Q";
        case 3 -> "A[" + random.nextInt(16) + "]";
        default -> Integer.toString(random.nextInt(100_000));
      };
    }
    String left = integer(depth + 1);
    return switch (random.nextInt(8)) {
      case 0 -> "(" + left + " + " + integer(depth + 1) + ")";
      case 1 -> "(" + left + " - " + integer(depth + 1) + ")";
      case 2 -> "(" + left + " * " + integer(depth + 1) + ")";
      case 3 -> "(" + left + " div " + (1 + random.nextInt(99)) + ")";
      case 4 -> "(" + left + " mod " + (1 + random.nextInt(999)) + ")";
      case 5 -> "(Int64(" + left + ") shr " + random.nextInt(40) + ")";
      case 6 -> "(" + left + " and " + integer(depth + 1) + ")";
      default -> "Length(" + string() + ")";
    };
  }

  /** Kept small: the software emulation raises no floating-point exceptions. */
  private String real(int depth) {
    if (depth >= 2) {
      return random.nextBoolean() ? "(I mod 1000) / 7" : "D / 3";
    }
    return switch (random.nextInt(4)) {
      case 0 -> "(" + real(depth + 1) + " + " + real(depth + 1) + ")";
      case 1 -> "(" + real(depth + 1) + " - " + real(depth + 1) + ")";
      case 2 -> "Sqrt(Abs(" + real(depth + 1) + "))";
      default -> "Int(" + real(depth + 1) + ")";
    };
  }

  private String string() {
    return switch (random.nextInt(5)) {
      case 0 -> "IntToStr(Q)";
      case 1 -> "(S + IntToHex(I, 8))";
      case 2 -> "UpperCase(S)";
      case 3 -> "Format('%d-%s', [J, S])";
      default ->
          "StringReplace(S, 'e', '" + (char) ('a' + random.nextInt(26)) + "', [rfReplaceAll])";
    };
  }
}
