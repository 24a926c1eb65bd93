{ SPDX-License-Identifier: Apache-2.0 }
program floats_exceptions;
{$mode objfpc}
uses
  SysUtils;
var
  A, B: Double;
  I, Z: Integer;
begin
  A := 1; B := 0; Z := 0;
  try A := A / B; WriteLn(A) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  try A := B / B; WriteLn(A) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  A := 1e200;
  try A := A * A; WriteLn(A) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  try A := Sqrt(B - 1); WriteLn(A) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  try A := Ln(B); WriteLn(A) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  A := 1e300;
  try I := Round(A); WriteLn(I) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  try I := I div Z; WriteLn(I) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  try I := I mod Z; WriteLn(I) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  A := 2; B := 3;
  WriteLn(A / B:0:6);
end.
