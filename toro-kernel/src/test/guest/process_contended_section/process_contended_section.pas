{ SPDX-License-Identifier: Apache-2.0 }
{ A critical section that threads of four cores fight for: nobody is let in twice, nobody starves. }
program process_contended_section;
{$mode delphi}
uses
  Process;
const
  Turns = 2000;
var
  Section: TRTLCriticalSection;
  Id: TThreadID;
  Total, Inside, Broken, Ended: LongInt;
  Core: LongInt;

function Run(Parameter: Pointer): PtrInt;
var
  Turn: LongInt;
begin
  for Turn := 1 to Turns do
  begin
    EnterCriticalSection(Section);
    Inc(Inside);
    if Inside <> 1 then
      Inc(Broken);
    Inc(Total);
    if Turn mod 16 = 0 then
      SysThreadSwitch;
    Dec(Inside);
    LeaveCriticalSection(Section);
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

begin
  InitCriticalSection(Section);
  for Core := 0 to 3 do
    BeginThread(nil, 0, Run, nil, Core, Id);
  while Ended < 4 do
    Sleep(1);
  WriteLn(Total, ' broken ', Broken);
end.
