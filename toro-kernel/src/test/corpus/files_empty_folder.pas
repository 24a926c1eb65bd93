{ SPDX-License-Identifier: Apache-2.0 }
{ A program that makes no file finds an empty folder, and its own file, which is in use. }
program files_empty_folder;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysUtils;

procedure List(const Mask: string);
var
  Entry: TSearchRec;
  Found: LongInt;
begin
  Found := FindFirst(Mask, faAnyFile, Entry);
  while Found = 0 do
  begin
    WriteLn(Mask, ': ', Entry.Name, ' ', Entry.Attr and faDirectory <> 0);
    Found := FindNext(Entry);
  end;
  FindClose(Entry);
end;

procedure TryOpen(const Name: string; Flags: LongInt);
var
  Number: LongInt;
begin
  Number := FpOpen(PAnsiChar(Name), Flags);
  if Number < 0 then
    WriteLn('error ', fpGetErrno)
  else
  begin
    WriteLn('opened');
    FpClose(Number);
  end;
end;

var
  Folder: PDir;
  Count: LongInt;
begin
  List('*');
  List('./*');
  List('*.txt');
  Folder := FpOpenDir(PAnsiChar('.'));
  Count := 0;
  while FpReadDir(Folder^) <> nil do
    Inc(Count);
  WriteLn(Count, ' ', FpCloseDir(Folder^));
  TryOpen(ParamStr(0), O_RdOnly);
  TryOpen(ParamStr(0), O_RdWr);
  TryOpen(ParamStr(0), O_WrOnly);
  TryOpen('.', O_RdOnly);
  TryOpen('.', O_RdWr);
  WriteLn(FileExists(ParamStr(0)), ' ', DirectoryExists('.'), ' ', DirectoryExists('..'));
  WriteLn(DiskFree(0) >= 0, ' ', DiskSize(0) >= 0);
end.
