{ SPDX-License-Identifier: Apache-2.0 }
program lang_with_records;
{$mode objfpc}
type
  TIn = record A, B: Integer end;
  TOut = record I: TIn; A: Integer; N: array[1..2] of TIn end;
  PIn = ^TIn;
function Get(var O: TOut): PIn;
begin
  Write('get '); Result := @O.N[2];
end;
var
  O: TOut;
begin
  FillChar(O, SizeOf(O), 0);
  with O, I do begin A := 1; B := 2 end;
  with O do begin A := 3; with N[1] do begin A := 4; B := A + O.A end end;
  with Get(O)^ do begin A := 9; B := 8; Inc(A) end;
  WriteLn(O.I.A, O.I.B, O.A, O.N[1].A, O.N[1].B, ' ', O.N[2].A, O.N[2].B);
end.
