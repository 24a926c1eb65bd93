{ SPDX-License-Identifier: Apache-2.0 }
{$mode objfpc}
program Scenarios;

uses
  SysUtils;

function FirstLine(const Name: string): string;
var
  F: TextFile;
begin
  AssignFile(F, Name);
  Reset(F);
  ReadLn(F, Result);
  CloseFile(F);
end;

procedure WriteKept;
var
  F: TextFile;
begin
  AssignFile(F, '/kept/note.txt');
  Rewrite(F);
  WriteLn(F, 'yes');
  CloseFile(F);
  WriteLn('wrote');
end;

begin
  if ParamStr(1) = 'write' then
    WriteKept
  else if ParamStr(1) = 'read' then
    WriteLn('kept: ', FirstLine('/kept/note.txt'))
  else if FileExists('/words.txt') then
    WriteLn('found: ', FirstLine('/words.txt'))
  else
    WriteLn('nothing');
  if ParamStr(1) = 'halt' then
    Halt(StrToInt(ParamStr(2)));
end.
