{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_range_overflow;
{$mode objfpc}{$H+}{$R+}{$Q+}
uses
  SysUtils;
var
  A: array[1..3] of Integer; I: Integer; B: Byte; D: array of Integer; S: string;
begin
  I := 4;
  try A[I] := 1 except on E: ERangeError do WriteLn(E.Message) end;
  I := 300;
  try B := I; WriteLn(B) except on E: ERangeError do WriteLn(E.ClassName) end;
  I := MaxInt;
  try Inc(I); WriteLn(I) except on E: EIntOverflow do WriteLn(E.Message) end;
  try I := I * 2; WriteLn(I) except on E: EIntOverflow do WriteLn(E.ClassName) end;
  SetLength(D, 2); I := 2;
  try D[I] := 0 except on E: ERangeError do WriteLn('dyn ', E.ClassName) end;
  S := 'ab'; I := 5;
  try S[I] := 'x' except on E: ERangeError do WriteLn('str ', E.ClassName) end;
  I := 7;
end.
