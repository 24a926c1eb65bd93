{ SPDX-License-Identifier: Apache-2.0 }
{ Ten thousand threads live at once in 1 GiB, each with a stack of 4 MiB of addresses. }
program process_ten_thousand_threads;
{$mode objfpc}
uses
  cthreads;
const
  ThreadCount = 10000;
var
  Ids: array[0..ThreadCount - 1] of TThreadID;
  Started, Ended, Index: LongInt;
  Go: Boolean;

function Run(Parameter: Pointer): PtrInt;
begin
  Inc(Started);
  while not Go do
    ThreadSwitch;
  Inc(Ended);
  Result := 0;
end;

begin
  for Index := 0 to ThreadCount - 1 do
    Ids[Index] := BeginThread(@Run, nil);
  while Started < ThreadCount do
    ThreadSwitch;
  WriteLn('alive ', Started - Ended);
  Go := True;
  for Index := 0 to ThreadCount - 1 do
    WaitForThreadTerminate(Ids[Index], 0);
  WriteLn('ended ', Ended);
end.
