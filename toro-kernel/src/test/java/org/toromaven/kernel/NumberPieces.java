// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.toromaven.kernel.ProgramText.times;

/** Pieces of generated programs that calculate: every integer type, with and without checks. */
final class NumberPieces {
  private NumberPieces() {}

  /** One expression after the other in a type of its own, each caught by itself. */
  static void checkedIntegers(ProgramText p) {
    String type =
        p.pick("ShortInt", "Byte", "SmallInt", "Word", "LongInt", "LongWord", "Int64", "QWord");
    String checks = p.pick("{$R+}{$Q+}", "{$R+}{$Q-}", "{$R-}{$Q+}", "{$R-}{$Q-}");
    p.declare(
        checks + "\nprocedure Integers~;\nvar\n  A, B, C: " + type + ";\n  N: Int64;\nbegin\n");
    p.declare("  A := 1; B := 2; C := 3; N := 0;\n");
    for (int i = 0; i < 14; i++) {
      p.declare(
          "  try\n    "
              + integerStatement(p)
              + "\n  except\n    on E: Exception do Caught(E);\n  end;\n"
              + "  WriteLn(A, ' ', B, ' ', C, ' ', N);\n");
    }
    p.declare("end;\n{$R-}{$Q-}\n\n");
    p.run("  WriteLn('integers " + type + "'); Integers~;\n");
  }

  private static String integerStatement(ProgramText p) {
    String target = p.pick("A", "B", "C", "N");
    String left = p.pick("A", "B", "C", "N", p.integer());
    String right = p.pick("A", "B", "C", "N", p.integer());
    return switch (p.below(9)) {
      case 0 -> target + " := " + left + " + " + right + ";";
      case 1 -> target + " := " + left + " - " + right + ";";
      case 2 -> target + " := " + left + " * " + right + ";";
      case 3 -> target + " := " + left + " div " + right + ";";
      case 4 -> target + " := " + left + " mod " + right + ";";
      case 5 -> target + " := (" + left + " shl " + p.below(40) + ") xor " + right + ";";
      case 6 -> "Inc(" + target + ", " + p.small() + ");";
      case 7 -> target + " := Abs(Int64(" + left + ")) - (" + right + " and $FFFF);";
      default -> target + " := " + p.integer() + ";";
    };
  }

  /** Bits of 32 and 64: rotations, scans, byte order. */
  static void bits(ProgramText p) {
    p.declare("procedure Bits~(X: QWord);\nbegin\n");
    p.declare(
        times(
            6,
            () ->
                "  WriteLn("
                    + p.pick(
                        "PopCnt(X)",
                        "BsfQWord(X)",
                        "BsrQWord(X)",
                        "RolQWord(X, " + p.below(64) + ")",
                        "RorDWord(LongWord(X), " + p.below(32) + ")",
                        "SarInt64(Int64(X), " + p.below(64) + ")",
                        "SwapEndian(X)",
                        "SwapEndian(LongInt(X))",
                        "Hi(LongWord(X))",
                        "Lo(X)",
                        "HexStr(X, " + p.between(1, 20) + ")",
                        "BinStr(X, " + p.between(1, 40) + ")",
                        "OctStr(X, " + p.between(1, 30) + ")")
                    + ");\n"));
    p.declare("end;\n\n");
    p.run(times(4, () -> "  Bits~(QWord(" + p.integer() + "));\n"));
  }

  /** Doubles, singles and extended, with every exception masked or none. */
  static void floats(ProgramText p) {
    String type = p.pick("Single", "Double", "Extended", "Currency", "Comp");
    boolean integral = type.equals("Currency") || type.equals("Comp");
    p.declare("procedure Floats~;\nvar\n  A, B: " + type + ";\nbegin\n  A := 1; B := 3;\n");
    for (int i = 0; i < 10; i++) {
      String value = integral ? p.pick("F(0.5)", "F(3.75)", p.small()) : p.real();
      String statement =
          switch (p.below(6)) {
            case 0 -> "A := A + " + value + ";";
            case 1 -> "A := B * " + value + ";";
            case 2 -> "B := A / " + value + ";";
            case 3 -> "B := " + value + " - B;";
            case 4 -> "A := " + (integral ? "B" : "Sqrt(Abs(B))") + ";";
            default -> "A := " + (integral ? "A - 1" : "Int(A) + Frac(B)") + ";";
          };
      p.declare(
          "  try\n    "
              + statement
              + "\n    WriteLn(A:0:"
              + p.between(2, 6)
              + ", ' ', B);\n"
              + "  except\n    on E: Exception do begin Caught(E); A := 1; B := 2; end;\n  end;\n");
    }
    p.declare("end;\n\n");
    p.run("  WriteLn('floats " + type + "'); Floats~;\n");
  }

  /** Numbers to text and back, by every way there is. */
  static void conversions(ProgramText p) {
    p.declare(
        """
        procedure Read~(const S: string);
        var
          I: LongInt; Q: Int64; D: Double; C: Currency; W, Code: Word;
        begin
          Val(S, I, Code); WriteLn(I, ' ', Code);
          Val(S, Q, Code); WriteLn(Q, ' ', Code);
          Val(S, W, Code); WriteLn(Code);
          Val(S, D, Code); WriteLn(D, ' ', Code);
          WriteLn(TryStrToInt(S, I), ' ', TryStrToInt64(S, Q), ' ', TryStrToFloat(S, D), ' ',
            TryStrToCurr(S, C), ' ', StrToIntDef(S, -7), ' ', StrToBoolDef(S, True));
          try
            WriteLn(StrToInt(S));
          except
            on E: Exception do Caught(E);
          end;
          try
            WriteLn(StrToFloat(S):0:3);
          except
            on E: Exception do Caught(E);
          end;
        end;

        """);
    p.run(
        times(
            4,
            () ->
                "  Read~("
                    + p.pick(
                        p.quoted(),
                        "'" + p.below(100000) + "'",
                        "'-" + p.below(1000) + "." + p.below(1000) + "'",
                        "'$" + Integer.toHexString(p.below(1 << 20)) + "'",
                        "'%1011'",
                        "'&777'",
                        "'1e" + p.between(-400, 400) + "'",
                        "'0x1F'",
                        "' 12'",
                        "'12 '",
                        "'99999999999999999999'")
                    + ");\n"));
    p.run(times(6, () -> "  WriteLn(" + floatText(p) + ");\n"));
  }

  private static String floatText(ProgramText p) {
    String value = p.real();
    return switch (p.below(7)) {
      case 0 ->
          "FloatToStrF("
              + value
              + ", "
              + p.pick("ffFixed", "ffGeneral", "ffExponent", "ffNumber", "ffCurrency")
              + ", "
              + p.between(1, 16)
              + ", "
              + p.below(6)
              + ")";
      case 1 ->
          "FormatFloat('"
              + p.pick("0.00", "#,##0.###", "0.0#;(0.0);zero", "0.00E+00", "#", "000")
              + "', "
              + value
              + ")";
      case 2 -> "FloatToStr(" + value + ")";
      case 3 ->
          "Format('%" + p.pick("8.3f", "e", "g", "n", ".2m", "-12.4f|") + "', [" + value + "])";
      case 4 -> "RoundTo(" + value + ", " + p.between(-4, 0) + "):0:5";
      case 5 -> value + ":" + p.between(1, 24) + ":" + p.between(-1, 8);
      default -> "CurrToStr(F(" + p.below(1000) + "." + p.below(10000) + "))";
    };
  }
}
