{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_stack_overflow;
{$mode objfpc}
function Down(N: Int64): Int64;
var
  Pad: array[0..99] of Int64;
begin
  Pad[N mod 100] := N;
  Result := Down(N + 1) + Pad[(N + 1) mod 100];
end;
begin
  WriteLn('going down');
  WriteLn(Down(0));
end.
