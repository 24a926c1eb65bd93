{ SPDX-License-Identifier: Apache-2.0 }
program math_statistics;
{$mode objfpc}
uses
  Math, SysUtils;
var
  D: array[0..9] of Double; I: Integer; M, S: Float; A, B: Float; Q, R: Integer;
begin
  for I := 0 to 9 do D[I] := Sqr(I) - 3 * I; MeanAndStdDev(D, M, S); WriteLn(M:0:6, ' ', S:0:6, ' ', Variance(D):0:6, ' ', PopnVariance(D):0:6, ' ', TotalVariance(D):0:4, ' ', Norm(D):0:6, ' ', SumOfSquares(D):0:4); SumsAndSquares(D, A, B); WriteLn(A:0:2, ' ', B:0:2);
  DivMod(17, 5, Q, R); WriteLn(Q, R); WriteLn(LdExp(0.5, 4):0:2);
end.
