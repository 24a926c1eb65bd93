{ SPDX-License-Identifier: Apache-2.0 }
program math_matrix;
{$mode objfpc}
uses
  Matrix, Math;
var
  A, B: Tmatrix3_double; V: Tvector3_double; I, J: Integer;
begin
  A.init(1, 2, 3, 0, 1, 4, 5, 6, 0); B := A.inverse(A.determinant); WriteLn(A.determinant:0:3);
  for I := 0 to 2 do begin for J := 0 to 2 do Write((A * B).data[I, J]:0:3, ' '); WriteLn end;
  V.init(1, 2, 3); V := A * V; WriteLn(V.data[0]:0:2, ' ', V.data[1]:0:2, ' ', V.length:0:4);
end.
