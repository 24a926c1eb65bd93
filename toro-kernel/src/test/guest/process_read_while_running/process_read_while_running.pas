{ SPDX-License-Identifier: Apache-2.0 }
{ A thread that waits for the console does not keep the others from running. }
program process_read_while_running;
{$mode objfpc}
uses
  cthreads, SysUtils;
var
  Turns: LongInt;
  Stop: Boolean;
  Line: string;
  Id: TThreadID;

function Run(Parameter: Pointer): PtrInt;
begin
  while not Stop do
  begin
    Inc(Turns);
    Sleep(1);
  end;
  Result := 0;
end;

begin
  Id := BeginThread(@Run, nil);
  while not Eof do
  begin
    ReadLn(Line);
    WriteLn('got ', Line);
  end;
  { On a slow host few milliseconds are many or none: what counts is that it goes on. }
  while Turns <= 5 do
    Sleep(1);
  Stop := True;
  WaitForThreadTerminate(Id, 0);
  WriteLn('ran meanwhile ', Turns > 5);
end.
