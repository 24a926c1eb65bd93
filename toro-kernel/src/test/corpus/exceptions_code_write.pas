{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_code_write;
{$mode objfpc}
uses
  SysUtils;
procedure Victim;
begin
  WriteLn('victim');
end;
const
  Text: array[0..3] of Char = 'text';
var
  P: PByte;
begin
  P := PByte(@Victim);
  try P^ := $C3 except on E: Exception do WriteLn(E.ClassName) end;
  Victim;
  P := PByte(PChar('constant'));
  try P^ := 65; WriteLn('written') except on E: Exception do WriteLn(E.ClassName) end;
  WriteLn(Text);
end.
