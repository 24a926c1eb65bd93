// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.toromaven.kernel.ProgramText.times;

/** Pieces of generated programs about types of their own: generics, records, interfaces, arrays. */
final class TypePieces {
  private static final String THINGS =
      """
      type
        INamed~ = interface
          ['{00000000-0000-0000-0000-0000000000%02d}']
          function Name: string;
        end;
        ICounted~ = interface
          ['{00000000-0000-0000-0001-0000000000%02d}']
          function Next: LongInt;
        end;
        TThing~ = class(TInterfacedObject, INamed~)
          FName: string;
          constructor Create(const AName: string);
          destructor Destroy; override;
          function Name: string;
        end;
        TCounter~ = class(TThing~, ICounted~)
          FCount: LongInt;
          function Next: LongInt;
        end;

      constructor TThing~.Create(const AName: string);
      begin
        inherited Create;
        FName := AName;
      end;
      destructor TThing~.Destroy;
      begin
        WriteLn('  gone: ', FName);
        inherited;
      end;
      function TThing~.Name: string;
      begin
        Result := FName;
      end;
      function TCounter~.Next: LongInt;
      begin
        Inc(FCount);
        Result := FCount;
      end;

      procedure Use~(Item: INamed~);
      var
        Counted: ICounted~;
      begin
        if Supports(Item, ICounted~, Counted) then
          WriteLn('  ', Item.Name, ' ', Counted.Next)
        else if Item <> nil then
          WriteLn('  ', Item.Name)
        else
          WriteLn('  nil');
      end;

      procedure Interfaces~;
      var
        A, B: INamed~;
        All: array of INamed~;
      begin
        SetLength(All, 3);
      """;

  private static final String PAIR =
      """
      type
        TPair~ = record
          A, B: Int64;
          class operator + (const L, R: TPair~): TPair~;
          class operator - (const L, R: TPair~): TPair~;
          class operator * (const L: TPair~; R: LongInt): TPair~;
          class operator = (const L, R: TPair~): Boolean;
          class operator < (const L, R: TPair~): Boolean;
          class operator := (X: LongInt): TPair~;
          class operator Explicit (const P: TPair~): string;
          function Sum: Int64;
          class function Make(X, Y: Int64): TPair~; static;
        end;

      class operator TPair~.+ (const L, R: TPair~): TPair~;
      begin
        Result.A := L.A + R.A; Result.B := L.B + R.B;
      end;
      class operator TPair~.- (const L, R: TPair~): TPair~;
      begin
        Result.A := L.A - R.A; Result.B := L.B - R.B;
      end;
      class operator TPair~.* (const L: TPair~; R: LongInt): TPair~;
      begin
        Result.A := L.A * R; Result.B := L.B * R;
      end;
      class operator TPair~.= (const L, R: TPair~): Boolean;
      begin
        Result := (L.A = R.A) and (L.B = R.B);
      end;
      class operator TPair~.< (const L, R: TPair~): Boolean;
      begin
        Result := L.Sum < R.Sum;
      end;
      class operator TPair~.:= (X: LongInt): TPair~;
      begin
        Result.A := X; Result.B := -X;
      end;
      class operator TPair~.Explicit (const P: TPair~): string;
      begin
        Result := Format('(%d, %d)', [P.A, P.B]);
      end;
      function TPair~.Sum: Int64;
      begin
        Result := A + B;
      end;
      class function TPair~.Make(X, Y: Int64): TPair~;
      begin
        Result.A := X; Result.B := Y;
      end;

      procedure Records~;
      var
        X, Y: TPair~;
        All: array[0..3] of TPair~;
        P: TPair~;
      begin
        X := 1; Y := TPair~.Make(2, 5);
        FillChar(All, SizeOf(All), 0);
      """;

  private static final String LIST =
      """
      type
        generic TList~<T> = class
        private
          FItems: array of T;
          FCount: LongInt;
          function GetItem(Index: LongInt): T;
        public
          procedure Add(const Item: T);
          function IndexOf(const Item: T): LongInt;
          procedure Reverse;
          procedure Sort;
          property Count: LongInt read FCount;
          property Items[Index: LongInt]: T read GetItem; default;
        end;

      function TList~.GetItem(Index: LongInt): T;
      begin
        if (Index < 0) or (Index >= FCount) then
          raise EListError.CreateFmt('no item %d of %d', [Index, FCount]);
        Result := FItems[Index];
      end;

      procedure TList~.Add(const Item: T);
      begin
        if FCount = Length(FItems) then
          SetLength(FItems, FCount * 2 + 1);
        FItems[FCount] := Item;
        Inc(FCount);
      end;

      function TList~.IndexOf(const Item: T): LongInt;
      begin
        Result := FCount - 1;
        while (Result >= 0) and (FItems[Result] <> Item) do
          Dec(Result);
      end;

      procedure TList~.Reverse;
      var
        I: LongInt;
        Item: T;
      begin
        for I := 0 to FCount div 2 - 1 do
        begin
          Item := FItems[I];
          FItems[I] := FItems[FCount - 1 - I];
          FItems[FCount - 1 - I] := Item;
        end;
      end;

      procedure TList~.Sort;
      var
        I, J: LongInt;
        Item: T;
      begin
        for I := 1 to FCount - 1 do
        begin
          Item := FItems[I];
          J := I;
          while (J > 0) and (FItems[J - 1] > Item) do
          begin
            FItems[J] := FItems[J - 1];
            Dec(J);
          end;
          FItems[J] := Item;
        end;
      end;

      """;

  private TypePieces() {}

  /** A generic list, specialized for a few types. */
  static void generics(ProgramText p) {
    p.declare(LIST);
    String type = p.pick("LongInt", "Int64", "Double", "AnsiString", "UnicodeString", "Byte");
    boolean text = type.endsWith("String");
    p.declare(
        "procedure Generics~;\nvar\n  L: specialize TList~<" + type + ">;\n  I: LongInt;\nbegin\n");
    p.declare("  L := specialize TList~<" + type + ">.Create;\n  try\n");
    for (int i = 0; i < 12; i++) {
      String value = text ? p.quoted() : Integer.toString(p.below(200));
      p.declare(
          "    "
              + switch (p.below(6)) {
                case 0 -> "L.Reverse;";
                case 1 -> "L.Sort;";
                case 2 -> "WriteLn(L.IndexOf(" + value + "));";
                case 3 ->
                    "try WriteLn(L["
                        + p.below(6)
                        + "]"
                        + (type.equals("Double") ? ":0:1" : "")
                        + "); except on E: EListError do Caught(E); end;";
                default -> "L.Add(" + value + ");";
              }
              + "\n");
    }
    p.declare(
        "    for I := 0 to L.Count - 1 do Write(L[I]"
            + (type.equals("Double") ? ":0:2" : "")
            + ", ' ');\n    WriteLn;\n  finally\n    L.Free;\n  end;\nend;\n\n");
    p.run("  WriteLn('generics " + type + "'); Generics~;\n");
  }

  /** A record with operators, used in expressions. */
  static void records(ProgramText p) {
    p.declare(PAIR);
    p.declare(
        times(
            8,
            () ->
                "  "
                    + p.pick("X", "Y", "All[" + p.below(4) + "]")
                    + " := "
                    + p.pick(
                        "X + Y",
                        "X - Y * " + p.between(-5, 5),
                        "TPair~.Make(" + p.between(-9, 9) + ", X.Sum)",
                        "(X + " + p.between(0, 9) + ") * 3",
                        Integer.toString(p.below(50)))
                    + ";\n  WriteLn(string(X), string(Y), X = Y, X < Y);\n"));
    p.declare("  for P in All do Write(P.Sum, ' ');\n  WriteLn;\nend;\n\n");
    p.run("  WriteLn('records'); Records~;\n");
  }

  /** Interfaces whose objects say when they go. */
  static void interfaces(ProgramText p) {
    p.declare(THINGS.formatted(p.below(90) + 10, p.below(90) + 10));
    for (int i = 0; i < 14; i++) {
      int name = i;
      p.declare(
          "  "
              + switch (p.below(8)) {
                case 0 -> "A := TThing~.Create('thing " + name + "');";
                case 1 -> "B := TCounter~.Create('counter " + name + "');";
                case 2 -> "All[" + p.below(3) + "] := " + p.pick("A", "B", "nil") + ";";
                case 3 -> "A := B;";
                case 4 -> "B := nil;";
                case 5 -> "Use~(TThing~.Create('passed " + name + "'));";
                case 6 ->
                    "try Use~(A as INamed~); (A as ICounted~).Next; "
                        + "except on E: Exception do Caught(E); end;";
                default -> "SetLength(All, " + p.between(3, 5) + ");";
              }
              + "\n  Use~("
              + p.pick("A", "B", "All[" + p.below(3) + "]")
              + ");\n");
    }
    p.declare("  WriteLn('end');\nend;\n\n");
    p.run("  WriteLn('interfaces'); Interfaces~;\n");
  }

  /** Dynamic arrays: shared, copied, cut, joined. */
  static void arrays(ProgramText p) {
    p.declare(
        """
        type
          TRow~ = array of LongInt;
          TTable~ = array of TRow~;

        procedure Arrays~;
        var
          A, B: TRow~;
          T: TTable~;
          I, J: LongInt;
          procedure Show(const R: array of LongInt);
          var
            X: LongInt;
          begin
            Write(Length(R), ':');
            for X in R do Write(' ', X);
            WriteLn;
          end;
        begin
          A := TRow~.Create(1, 2, 3, 4, 5); B := nil; T := nil;
        """);
    for (int i = 0; i < 12; i++) {
      int index = p.below(5);
      p.declare(
          "  "
              + switch (p.below(10)) {
                case 0 -> "B := A;";
                case 1 -> "B := Copy(A, " + p.below(4) + ", " + p.below(5) + ");";
                case 2 -> "SetLength(A, " + p.between(1, 9) + ");";
                case 3 ->
                    "if Length(A) > " + index + " then A[" + index + "] := " + p.below(99) + ";";
                case 4 -> "Insert(" + p.below(50) + ", A, " + p.below(4) + ");";
                case 5 -> "Delete(A, " + p.below(3) + ", 1);";
                case 6 -> "A := A + B;\n  if Length(A) > 40 then SetLength(A, 5);";
                case 7 -> "A := Concat(B, [" + p.below(9) + ", " + p.below(9) + "]);";
                case 8 ->
                    "SetLength(T, "
                        + p.between(1, 4)
                        + ", "
                        + p.between(1, 3)
                        + ");\n"
                        + "  for I := 0 to High(T) do\n"
                        + "    for J := 0 to High(T[I]) do T[I][J] := I * J;";
                default -> "if Length(T) > 0 then A := T[High(T)];";
              }
              + "\n  Show(A); Show(B); WriteLn(Length(T), ' ', Pointer(A) = Pointer(B));\n");
    }
    p.declare("end;\n\n");
    p.run("  WriteLn('arrays'); Arrays~;\n");
  }
}
