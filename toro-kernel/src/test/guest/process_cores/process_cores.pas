{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's BeginThread chooses a core; a core that is not there is refused. }
program process_cores;
{$mode delphi}
uses
  Process;
const
  Turns = 1000;
var
  Id: TThreadID;
  Total, Ended: LongInt;
  Core: LongInt;

function Run(Parameter: Pointer): PtrInt;
var
  Turn: LongInt;
begin
  for Turn := 1 to Turns do
  begin
    InterlockedIncrement(Total);
    SysThreadSwitch;
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

begin
  for Core := 0 to 3 do
    WriteLn(BeginThread(nil, 0, Run, nil, Core, Id) <> 0);
  while Ended < 4 do
    Sleep(1);
  WriteLn(Total);
  WriteLn(BeginThread(nil, 0, Run, nil, 60, Id));
end.
