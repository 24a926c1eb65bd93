{ SPDX-License-Identifier: Apache-2.0 }
program strings_ansi;
{$mode objfpc}{$H+}
var
  A, B: string;
  I: Integer;
begin
  A := 'alpha';
  B := A;
  B[1] := 'A';
  WriteLn(A, ' ', B, ' ', Length(A));
  A := A + '-' + B + '-' + Chr(66);
  WriteLn(A, ' ', Pos('-', A), ' ', Copy(A, 7, 5), ' ', Copy(A, 20, 5), '|');
  Delete(A, 1, 6);
  Insert('<<', A, 3);
  WriteLn(A);
  SetLength(A, 4);
  WriteLn(A, '|', Length(A));
  A := StringOfChar('x', 300);
  WriteLn(Length(A), A[300]);
  UniqueString(A);
  A[1] := #9;
  WriteLn(Ord(A[1]));
  A := '';
  for I := 1 to 2000 do
    A := A + Chr(32 + I mod 90);
  WriteLn(Length(A), ' ', A[1999], A[2000]);
  WriteLn(A < 'z', A > '', A = A + '', CompareByte(A[1], A[91], 90));
  WriteLn(UpCase('straße'), LowerCase('ABCxyz'), UpCase('q'));
end.
