{ SPDX-License-Identifier: Apache-2.0 }
program rtl_sorting;
{$mode objfpc}{$H+}
var
  A: array of Integer; I, Swaps: Integer; Sum: Int64;
procedure Quick(L, R: Integer);
var
  I, J, P, T: Integer;
begin
  I := L; J := R; P := A[(L + R) div 2];
  repeat
    while A[I] < P do Inc(I);
    while A[J] > P do Dec(J);
    if I <= J then begin T := A[I]; A[I] := A[J]; A[J] := T; Inc(I); Dec(J); Inc(Swaps) end;
  until I > J;
  if L < J then Quick(L, J);
  if I < R then Quick(I, R);
end;
begin
  RandSeed := 99; SetLength(A, 50000); for I := 0 to High(A) do A[I] := Random(1000000);
  Swaps := 0; Quick(0, High(A)); Sum := 0;
  for I := 1 to High(A) do begin if A[I - 1] > A[I] then WriteLn('unsorted'); Sum := Sum * 31 + A[I] end;
  WriteLn(Swaps, ' ', Sum, ' ', A[0], ' ', A[25000], ' ', A[49999]);
end.
