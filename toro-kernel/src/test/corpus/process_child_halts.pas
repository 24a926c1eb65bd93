{ SPDX-License-Identifier: Apache-2.0 }
{ Children that end as programs do, by Halt and by an unhandled exception: the
  parent's units, exit procedures, files, heap and result are its own afterwards. }
program process_child_halts;

{$mode objfpc}{$H+}

uses
  BaseUnix, Classes, SysUtils;

var
  Main: TPid;
  Items: TStringList;
  Log: Text;

procedure AtExit;
begin
  if fpGetPid = Main then
    WriteLn('exit procedure ', ExitCode, ' ', Items.Count)
  else
    FreeAndNil(Items);
end;

procedure Await(const What: string; Child: TPid);
var
  State: LongInt;
begin
  WriteLn(fpWaitPid(Child, State, 0) = Child, ' ', What, ' ', WIFEXITED(State), ' ', WEXITSTATUS(State));
  Items.Add(What);
end;

var
  Child: TPid;
  Number: LongInt;

begin
  Main := fpGetPid;
  AddExitProc(@AtExit);
  Items := TStringList.Create;
  Assign(Log, 'log.txt');
  Rewrite(Log);
  WriteLn(Log, 'before');
  Child := fpFork;
  if Child = 0 then
  begin
    Halt(7);
  end;
  Await('halt', Child);
  Child := fpFork;
  if Child = 0 then
  begin
    ExitCode := 3;
    Halt;
  end;
  Await('halt without a code', Child);
  Child := fpFork;
  if Child = 0 then
    raise Exception.Create('of the child');
  Await('exception', Child);
  Number := 0;
  WriteLn(Log, 'after');
  Close(Log);
  Reset(Log);
  while not EOF(Log) do
  begin
    ReadLn(Log);
    Inc(Number);
  end;
  Close(Log);
  WriteLn('lines ', Number, ' items ', Items.Count, ' result ', ExitCode);
end.
