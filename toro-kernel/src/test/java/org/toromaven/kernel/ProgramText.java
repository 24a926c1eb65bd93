// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.util.Random;
import java.util.function.Supplier;

/**
 * The text of one generated program as it grows: declarations and statements of pieces that know
 * nothing of each other. In what a piece writes {@code ~} stands for its number, so that no two
 * pieces have a name in common.
 */
final class ProgramText {
  /** Values around which arithmetic goes wrong. */
  private static final String[] EDGES = {
    "0",
    "1",
    "-1",
    "2",
    "10",
    "127",
    "128",
    "-128",
    "255",
    "256",
    "32767",
    "-32768",
    "65535",
    "65536",
    "1000003",
    "2147483647",
    "-2147483648",
    "2147483648",
    "4294967295",
    "4294967296",
    "999999999999",
    "4611686018427387904",
    "9223372036854775807",
    "-9223372036854775807"
  };

  private final Random random;
  private final StringBuilder declarations = new StringBuilder();
  private final StringBuilder statements = new StringBuilder();
  private int piece;

  ProgramText(long seed) {
    random = new Random(seed);
  }

  /** From here on {@code ~} is another number. */
  void nextPiece() {
    piece++;
  }

  /** Adds lines before the program's begin. */
  void declare(String text) {
    declarations.append(text.replace("~", Integer.toString(piece)));
  }

  /** Adds lines between begin and end. */
  void run(String text) {
    statements.append(text.replace("~", Integer.toString(piece)));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From a low to a high bound, both included. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** An integer the compiler knows nothing about: it goes through a function. */
  String integer() {
    return "V(" + (chance(3) ? Integer.toString(random.nextInt()) : pick(EDGES)) + ")";
  }

  /** A small one. */
  String small() {
    return "V(" + between(-9, 40) + ")";
  }

  /** A floating-point number, likewise. */
  String real() {
    return "F("
        + pick("0", "0.5", "-1.25", "3.75", "1e10", "-2.5e-3", "12345.678", "1e-20", "7e18", "0.1")
        + ")";
  }

  /** A string constant of 0 to 12 characters. */
  String quoted() {
    StringBuilder text = new StringBuilder("'");
    int length = random.nextInt(13);
    for (int i = 0; i < length; i++) {
      text.append("abcXYZ 019.,-+eE_".charAt(random.nextInt(17)));
    }
    return text.append("'").toString();
  }

  /** Joins what a supplier gives that many times. */
  static String times(int count, Supplier<String> supplier) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(supplier.get());
    }
    return text.toString();
  }

  /** The whole program. */
  String program(String name) {
    return """
        program %s;
        {$mode objfpc}{$H+}{$modeswitch advancedrecords}{$modeswitch arrayoperators}
        {$modeswitch nestedprocvars}{$inline off}
        uses
          cthreads, SysUtils, Classes, Math, Variants, DateUtils, StrUtils, TypInfo;

        function V(X: Int64): Int64;
        begin
          Result := X;
        end;

        function F(X: Double): Double;
        begin
          Result := X;
        end;

        procedure Caught(E: Exception);
        begin
          WriteLn('  ', E.ClassName, ': ', E.Message);
        end;

        %s
        var
          I: LongInt;

        begin
        %send.
        """
        .formatted(name, declarations, statements);
  }
}
