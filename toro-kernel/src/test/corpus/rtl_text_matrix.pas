{ SPDX-License-Identifier: Apache-2.0 }
program rtl_text_matrix;
{$mode objfpc}{$H+}
const
  W = 60; H = 20;
var
  X, Y, I: Integer; A, B, T, U, V: Double; L: string;
begin
  for Y := 0 to H - 1 do
  begin
    L := '';
    for X := 0 to W - 1 do
    begin
      A := X / W * 3 - 2; B := Y / H * 2 - 1; U := 0; V := 0; I := 0;
      while (U * U + V * V < 4) and (I < 40) do begin T := U * U - V * V + A; V := 2 * U * V + B; U := T; Inc(I) end;
      L := L + ' .:-=+*#%@'[1 + I div 4 mod 10];
    end;
    WriteLn(L);
  end;
end.
