// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.toromaven.kernel.ProgramText.times;

/** Pieces of generated programs about strings, variants, sets, dates and formats. */
final class TextPieces {
  private TextPieces() {}

  /** One string of a random kind, changed step by step. */
  static void strings(ProgramText p) {
    String type = p.pick("AnsiString", "ShortString", "UnicodeString", "UTF8String", "string[20]");
    p.declare("procedure Strings~;\nvar\n  S, T: " + type + ";\n  I: LongInt;\nbegin\n");
    p.declare("  S := " + p.quoted() + "; T := " + p.quoted() + ";\n");
    p.declare(
        times(14, () -> "  " + stringStatement(p) + "\n  WriteLn(Length(S), ':', S, '|', T);\n"));
    p.declare("end;\n\n");
    p.run("  WriteLn('strings'); Strings~;\n");
  }

  private static String stringStatement(ProgramText p) {
    return switch (p.below(12)) {
      case 0 -> "S := S + " + p.quoted() + ";";
      case 1 -> "T := Copy(S, " + p.between(-1, 9) + ", " + p.between(-1, 9) + ");";
      case 2 -> "Delete(S, " + p.between(-1, 9) + ", " + p.between(0, 5) + ");";
      case 3 -> "Insert(" + p.quoted() + ", S, " + p.between(-1, 12) + ");";
      case 4 -> "I := Pos('" + p.pick("a", "X", "0", ".") + "', S); WriteLn(I);";
      case 5 -> "S := UpperCase(S) + LowerCase(T);";
      case 6 -> "T := StringReplace(S, 'a', " + p.quoted() + ", [rfReplaceAll, rfIgnoreCase]);";
      case 7 -> "SetLength(S, " + p.between(0, 9) + " * Ord(Length(S) > 9) + Ord(Length(S) > 0));";
      case 8 ->
          "WriteLn(CompareStr(S, T) > 0, ' ', CompareText(S, T) = 0, ' ', S < T, ' ', S = T);";
      case 9 -> "S := Trim(S) + ReverseString(T);";
      case 10 ->
          "for I := 1 to Length(S) do if S[I] = 'b' then S[I] := '" + p.pick("q", "Z") + "';";
      default -> "T := " + p.pick("IntToStr(Length(S))", "BoolToStr(S > T, True)") + ";";
    };
  }

  /** Formats that are right and formats that are not. */
  static void formats(ProgramText p) {
    p.declare("procedure Formats~;\nbegin\n");
    for (int i = 0; i < 8; i++) {
      String specification =
          p.pick(
              "%d",
              "%5d",
              "%-6d|",
              "%.4d",
              "%x",
              "%8.4x",
              "%u",
              "%s",
              "%10s",
              "%-8s|",
              "%.2s",
              "%1:s %0:d",
              "%f",
              "%%",
              "%p",
              "%d %d %d",
              "%z",
              "%*d",
              "%c");
      p.declare(
          "  try\n    WriteLn(Format('["
              + specification
              + "]', ["
              + p.pick(p.small(), "'" + p.pick("text", "") + "'", p.real(), "True", "nil")
              + ", "
              + p.pick(p.small(), "'two'")
              + "]));\n  except\n    on E: Exception do Caught(E);\n  end;\n");
    }
    p.declare("end;\n\n");
    p.run("  WriteLn('formats'); Formats~;\n");
  }

  /** Variants of all kinds in arithmetic and comparisons. */
  static void variants(ProgramText p) {
    p.declare(
        "procedure Variants~;\nvar\n  A, B, C: Variant;\nbegin\n  A := 1; B := '2'; C := Null;\n");
    for (int i = 0; i < 12; i++) {
      String variable = p.pick("A", "B", "C");
      String value =
          p.pick(
              p.small(),
              p.real(),
              "'" + p.below(50) + "'",
              p.quoted(),
              "True",
              "Null",
              "Unassigned",
              "Currency(" + p.below(9) + ".25)",
              "WideString('w')",
              "VarArrayOf([1, 'x', 2.5])");
      String statement =
          switch (p.below(5)) {
            case 0, 1 -> variable + " := " + value + ";";
            case 2 -> variable + " := A " + p.pick("+", "-", "*", "/", "and", "or") + " B;";
            case 3 -> "WriteLn(A " + p.pick("=", "<", ">=", "<>") + " B);";
            default ->
                "A := VarAsType(B, "
                    + p.pick("varInteger", "varDouble", "varString", "varBoolean", "varInt64")
                    + ");";
          };
      p.declare(
          "  try\n    "
              + statement
              + "\n    WriteLn(VarType(A), ' ', VarType(B), ' ', VarToStrDef("
              + variable
              + ", 'none'), ' ', VarIsNumeric(A));\n"
              + "  except\n    on E: Exception do begin Caught(E); A := 5; B := 6; C := 7; end;\n"
              + "  end;\n");
    }
    p.declare("end;\n\n");
    p.run("  WriteLn('variants'); Variants~;\n");
  }

  /** Sets of an enumeration and of bytes. */
  static void sets(ProgramText p) {
    int count = p.between(3, 40);
    StringBuilder names = new StringBuilder("n~x0");
    for (int i = 1; i < count; i++) {
      names.append(", n~x").append(i);
    }
    p.declare("type\n  TName~ = (" + names + ");\n  TNames~ = set of TName~;\n\n");
    p.declare("procedure Sets~;\nvar\n  A, B: TNames~;\n  N: TName~;\n  C: set of Byte;\nbegin\n");
    p.declare("  A := [n~x0..n~x" + (count / 2) + "]; B := [n~x1]; C := [];\n");
    for (int i = 0; i < 10; i++) {
      String element = "n~x" + p.below(count);
      p.declare(
          "  "
              + switch (p.below(7)) {
                case 0 -> "A := A + B + [" + element + "];";
                case 1 -> "B := A - [" + element + "];";
                case 2 -> "A := A * B;";
                case 3 -> "A := A >< B;";
                case 4 -> "Include(A, " + element + ");";
                case 5 -> "Exclude(B, " + element + ");";
                default -> "Include(C, " + p.below(256) + ");";
              }
              + "\n  for N in A do Write(Ord(N), ' '); WriteLn(A <= B, ' ', A = B, ' ', "
              + element
              + " in B, ' ', SizeOf(A), ' ', "
              + p.below(256)
              + " in C);\n");
    }
    p.declare("  WriteLn(GetEnumName(TypeInfo(TName~), " + p.below(count) + "));\n");
    p.declare(
        "  WriteLn(GetEnumValue(TypeInfo(TName~), 'n~x" + p.below(count + 2) + "'));\nend;\n\n");
    p.run("  WriteLn('sets'); Sets~;\n");
  }

  /** Days and times far apart. */
  static void dates(ProgramText p) {
    p.declare("procedure Dates~(D: TDateTime);\nbegin\n");
    p.declare(
        times(
            8,
            () ->
                "  try\n    "
                    + switch (p.below(6)) {
                      case 0 -> "D := IncMonth(D, " + p.between(-50, 50) + ");";
                      case 1 -> "D := IncDay(D, " + p.between(-5000, 5000) + ");";
                      case 2 -> "D := IncMilliSecond(D, " + p.between(-999999, 999999) + ");";
                      case 3 ->
                          "D := EncodeDate("
                              + p.between(1, 9999)
                              + ", "
                              + p.between(0, 13)
                              + ", "
                              + p.between(0, 32)
                              + ");";
                      case 4 ->
                          "WriteLn(DayOfTheYear(D), ' ', WeekOfTheYear(D), ' ', "
                              + "DaysInMonth(D), ' ', DayOfWeek(D));";
                      default ->
                          "D := StrToDateTime('"
                              + p.between(1, 31)
                              + "/"
                              + p.between(1, 13)
                              + "/"
                              + p.between(1900, 2100)
                              + "');";
                    }
                    + "\n    WriteLn(FormatDateTime('"
                    + p.pick("yyyy-mm-dd hh:nn:ss.zzz", "dddd d mmmm yy", "c", "h:n am/pm", "tt")
                    + "', D));\n  except\n    on E: Exception do Caught(E);\n  end;\n"));
    p.declare("end;\n\n");
    p.run("  Dates~(" + p.between(-100000, 100000) + "." + p.below(1000) + ");\n");
  }
}
