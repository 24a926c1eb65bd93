{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_access_violation;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  P: PInteger; O: TObject; F: procedure; S: string;
begin
  P := nil;
  try P^ := 5 except on E: EAccessViolation do WriteLn('1 ', E.Message) end;
  try WriteLn(P^) except on E: EAccessViolation do WriteLn('2 ', E.ClassName) end;
  O := nil;
  try WriteLn(O.ClassName) except on E: Exception do WriteLn('3 ', E.ClassName) end;
  F := nil;
  try F() except on E: Exception do WriteLn('4 ', E.ClassName) end;
  P := Pointer(PtrUInt($1234567890));
  try WriteLn(P^) except on E: Exception do WriteLn('5 ', E.ClassName) end;
  P := Pointer(PtrUInt($F000000000000000));
  try WriteLn(P^) except on E: Exception do WriteLn('6 ', E.ClassName) end;
  S := 'ok'; WriteLn(S);
end.
