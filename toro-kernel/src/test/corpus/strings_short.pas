{ SPDX-License-Identifier: Apache-2.0 }
program strings_short;
type
  TName = string[8];
var
  S: TName;
  L: string[255];
  C: array[0..3] of Char;
begin
  S := 'abcdefghijkl';
  WriteLn(S, Length(S), SizeOf(S), High(S));
  S[0] := #3;
  WriteLn(S);
  L := S;
  while Length(L) < 250 do
    L := L + S;
  WriteLn(Length(L), ' ', Copy(L, 248, 10));
  Insert('ZZ', S, 2);
  WriteLn(S);
  C := 'wxyz';
  S := C;
  WriteLn(S, C[2]);
  Str(1234:8, S);
  WriteLn('[', S, ']');
  Str(-3.14159:0:3, S);
  WriteLn('[', S, ']');
  S := 'x';
  WriteLn(S = 'x', S <> 'y', S < 'xx', Concat(S, '-', S));
end.
