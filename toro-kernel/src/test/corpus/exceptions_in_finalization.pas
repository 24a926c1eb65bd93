{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_in_finalization;
{$mode objfpc}
uses
  SysUtils;
var
  OldExit: Pointer;
procedure First;
begin
  WriteLn('exit proc ', ExitCode, ' ', ErrorAddr = nil);
  ExitProc := OldExit;
end;
procedure Second;
begin
  WriteLn('second'); ExitProc := @First; ExitCode := ExitCode + 1;
end;
begin
  OldExit := ExitProc; ExitProc := @Second;
  AddExitProc(@First);
  WriteLn('main'); Halt(5);
end.
