{ SPDX-License-Identifier: Apache-2.0 }
program lang_absolute_aliases;
{$mode objfpc}
var
  L: LongWord; B: array[0..3] of Byte absolute L; S: Single; R: LongWord absolute S;
function Twice(N: Integer): Integer; public name 'toro_twice';
begin
  Result := 2 * N;
end;
function Alias(N: Integer): Integer; external name 'toro_twice';
procedure Inner(var X: Int64);
var
  Y: array[0..1] of LongWord absolute X;
begin
  Y[1] := 7;
end;
var
  Q: Int64;
begin
  L := $04030201; WriteLn(B[0], B[3]); S := -2; WriteLn(HexStr(R, 8)); WriteLn(Alias(21)); Q := 1; Inner(Q); WriteLn(Q);
end.
