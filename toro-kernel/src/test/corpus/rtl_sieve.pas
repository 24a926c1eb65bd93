{ SPDX-License-Identifier: Apache-2.0 }
program rtl_sieve;
const
  N = 200000;
var
  S: array[2..N] of Boolean; I, J, C: LongInt; F: array[0..90] of Int64; D: Double; K: LongInt;
begin
  FillChar(S, SizeOf(S), True); I := 2;
  while I * I <= N do begin if S[I] then begin J := I * I; while J <= N do begin S[J] := False; Inc(J, I) end end; Inc(I) end;
  C := 0; for I := 2 to N do if S[I] then Inc(C); WriteLn(C);
  F[0] := 0; F[1] := 1; for I := 2 to 90 do F[I] := F[I - 1] + F[I - 2]; WriteLn(F[90]);
  D := 0; for K := 1 to 100000 do if Odd(K) then D := D + 1 / (2 * K - 1) else D := D - 1 / (2 * K - 1); WriteLn(D * 4:0:10);
end.
