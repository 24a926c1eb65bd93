{ SPDX-License-Identifier: Apache-2.0 }
program lang_type_casts;
{$mode objfpc}{$H+}
type
  TWords = array[0..3] of Word;
  TSub = 10..20;
var
  Q: QWord; S: Single; P: Pointer; B: Boolean; D: Double; C: Char; L: LongBool; I: Integer; X: TSub;
begin
  Q := $1122334455667788; WriteLn(TWords(Q)[0], ' ', TWords(Q)[3], ' ', Byte(Q), ' ', SmallInt(Q), ' ', LongWord(Q shr 32));
  S := 1.5; WriteLn(PLongWord(@S)^, ' ', LongInt(Trunc(S)));
  P := Pointer(PtrUInt(255)); WriteLn(PtrUInt(P), ' ', B = Boolean(0));
  D := Q; WriteLn(D:0:0, ' ', Int64(Q) > 0); C := Char(300 and 255); WriteLn(Ord(C));
  L := LongBool(5); WriteLn(L, Ord(L), ' ', Boolean(1), ByteBool(2)); I := -1; WriteLn(Cardinal(I), ' ', Word(I), ' ', Byte(I), ' ', QWord(Int64(I)));
  X := 15; WriteLn(X + 1, ' ', Low(TSub), High(X)); WriteLn(Integer($FFFFFFFF), ' ', ShortInt(200), ' ', Single(0.1):0:10);
  WriteLn(string(AnsiString('a')) + 'b', ' ', UnicodeString('q') = 'q', ' ', PChar('lit')[1]);
end.
