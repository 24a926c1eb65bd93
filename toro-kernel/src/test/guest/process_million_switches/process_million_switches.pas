{ SPDX-License-Identifier: Apache-2.0 }
{ A million switches between two threads, none lost. }
program process_million_switches;
{$mode objfpc}
uses
  cthreads;
var
  Ids: array[0..1] of TThreadID;
  Turns: array[0..1] of LongInt;
  Index, LargestLead: LongInt;

function Run(Parameter: Pointer): PtrInt;
var
  Me, Turn: LongInt;
begin
  Me := PtrInt(Parameter);
  for Turn := 1 to 500000 do
  begin
    Inc(Turns[Me]);
    if Turns[Me] - Turns[1 - Me] > LargestLead then
      LargestLead := Turns[Me] - Turns[1 - Me];
    ThreadSwitch;
  end;
  Result := Turns[Me];
end;

begin
  for Index := 0 to 1 do
    Ids[Index] := BeginThread(@Run, Pointer(PtrInt(Index)));
  for Index := 0 to 1 do
    WriteLn(WaitForThreadTerminate(Ids[Index], 0));
  WriteLn('largest lead ', LargestLead);
end.
