{ SPDX-License-Identifier: Apache-2.0 }
program operators_global;
{$mode objfpc}{$H+}
type
  TFraction = record N, D: Int64 end;
function Gcd(A, B: Int64): Int64;
begin
  while B <> 0 do begin Result := A mod B; A := B; B := Result end;
  Result := A;
end;
function Make(N, D: Int64): TFraction;
begin
  Result.N := N div Gcd(N, D); Result.D := D div Gcd(N, D);
end;
operator +(const A, B: TFraction) R: TFraction;
begin
  R := Make(A.N * B.D + B.N * A.D, A.D * B.D);
end;
operator *(const A, B: TFraction) R: TFraction;
begin
  R := Make(A.N * B.N, A.D * B.D);
end;
operator /(const A, B: TFraction) R: TFraction;
begin
  R := Make(A.N * B.D, A.D * B.N);
end;
operator **(const A: TFraction; E: Integer) R: TFraction;
begin
  R := Make(1, 1);
  while E > 0 do begin R := R * A; Dec(E) end;
end;
operator <(const A, B: TFraction) R: Boolean;
begin
  R := A.N * B.D < B.N * A.D;
end;
operator :=(const I: Int64) R: TFraction;
begin
  R := Make(I, 1);
end;
operator in(const I: Int64; const A: TFraction) R: Boolean;
begin
  R := (I = A.N) or (I = A.D);
end;
var
  A, B: TFraction;
begin
  A := Make(1, 2); B := Make(1, 3);
  WriteLn((A + B).N, '/', (A + B).D, ' ', (A / B).N, '/', (A / B).D, ' ', (A ** 5).D, ' ', B < A);
  A := 7; WriteLn(A.N, '/', A.D, ' ', 7 in A, 5 in A);
end.
