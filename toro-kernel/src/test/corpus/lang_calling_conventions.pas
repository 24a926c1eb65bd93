{ SPDX-License-Identifier: Apache-2.0 }
program lang_calling_conventions;
{$mode objfpc}
function C1(A: Byte; B: Int64; C: Double; D: Single; E, F, G, H, I, J: Integer): Double; cdecl;
begin
  Result := A + B + C + D + E * F - G * H + I - J;
end;
function R1(A: Byte; B: Int64; C: Double; D: Single; E, F, G, H, I, J: Integer): Double; register;
begin
  Result := A + B + C + D + E * F - G * H + I - J;
end;
function P1(A: ShortString; B: Double): ShortString; pascal;
begin
  Str(B:0:2, Result); Result := A + Result;
end;
type
  TBig = record X: array[0..9] of Int64 end;
  TTwo = record A: Double; B: Int64 end;
  TSmall = packed record A, B: SmallInt end;
function Big(N: Int64): TBig;
var
  I: Integer;
begin
  for I := 0 to 9 do Result.X[I] := N * I;
end;
function Two(A: Double; B: Int64): TTwo;
begin
  Result.A := A; Result.B := B;
end;
function Small(S: TSmall): TSmall;
begin
  Result.A := S.B; Result.B := S.A;
end;
function SumV(const B: TBig; T: TTwo; var Out_: Int64): Int64;
begin
  Out_ := B.X[9]; Result := B.X[3] + T.B + Trunc(T.A);
end;
function Ext(A: Extended; B: Currency; C: Comp): Extended;
begin
  Result := A + B + C;
end;
var
  S: TSmall; O: Int64;
begin
  WriteLn(C1(1, 2, 3.5, 4.5, 5, 6, 7, 8, 9, 10):0:3, ' ', R1(255, -2, 3.5, 4.25, 5, 6, 7, 8, 9, 10):0:3, ' ', P1('v=', 2.5));
  S.A := -1; S.B := 300; S := Small(S); WriteLn(S.A, S.B, ' ', Big(7).X[9], ' ', Two(1.5, 2).A:0:1, ' ', SumV(Big(2), Two(9.9, 5), O), O, ' ', Ext(1.25, 2.5, 3):0:3);
end.
