{ SPDX-License-Identifier: Apache-2.0 }
program arrays_static;
type
  TIndex = (One, Two, Three);
  TMatrix = array[1..3, -1..1] of Integer;
const
  Names: array[TIndex] of string[5] = ('one', 'two', 'three');
  Table: array[0..2, 0..1] of Byte = ((1, 2), (3, 4), (5, 6));
  Rec: record X: Integer; Y: array[0..1] of Char end = (X: 9; Y: ('a', 'b'));
var
  M, N: TMatrix; I, J: Integer; X: TIndex; P: ^TMatrix; C: array[Char] of Integer; S: string;
begin
  for I := 1 to 3 do for J := -1 to 1 do M[I, J] := I * 10 + J;
  N := M; N[2][0] := 0; P := @M;
  WriteLn(M[2, 0], N[2, 0], P^[3, -1], ' ', SizeOf(M), Low(M), High(M[1]));
  for X := One to Three do Write(Names[X], ' ');
  for X in TIndex do Write(Ord(X));
  WriteLn(' ', Table[2, 1], Rec.X, Rec.Y[1]);
  FillChar(C, SizeOf(C), 0); S := 'mississippi';
  for I := 1 to Length(S) do Inc(C[S[I]]);
  WriteLn(C['s'], C['i'], C['p'], C['m'], C['z']);
  Move(M, N, SizeOf(M)); WriteLn(CompareByte(M, N, SizeOf(M)), ' ', IndexByte(S[1], 11, Ord('p')), ' ', IndexChar(S[1], 11, 'q'));
  FillWord(C, 10, $FFFF); FillDWord(C[#10], 2, 3); WriteLn(C[#0], C[#10]);
end.
