{ SPDX-License-Identifier: Apache-2.0 }
program runerror_stack_check;
{$S+}
procedure Down(N: LongInt);
var
  Pad: array[0..999] of Byte;
begin
  Pad[N mod 1000] := 1; Down(N + Pad[0]);
end;
begin
  WriteLn('checked stack'); Down(1);
end.
