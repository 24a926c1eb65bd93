{ SPDX-License-Identifier: Apache-2.0 }
{ A stack that overflows meets its guard and ends the program as on Linux: killed by SIGSEGV. }
program faults_stack_overflow;

procedure Descend(Depth: LongInt);
var
  Room: array[0..1023] of LongInt;
begin
  Room[0] := Depth;
  Descend(Depth + 1);
  Room[1] := Room[0];
end;

begin
  WriteLn('down');
  Descend(0);
end.
